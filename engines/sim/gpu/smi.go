package gpu

import (
	"fmt"
	"io"
	"strings"
)

// smi answers `nvidia-smi --query-gpu=…` and `--query-compute-apps=…` with CSV lines without header and units. A field
// that it does not know refuses the whole query, as the real one does.
func smi(args []string, _ io.Reader, stdout, stderr io.Writer) int {
	known, err := readState(statePath)
	if err != nil {
		fmt.Fprintf(stderr, "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver: %v\n", err)
		return 9
	}
	for _, arg := range args {
		flag, list, _ := strings.Cut(arg, "=")
		switch flag {
		case "--query-gpu":
			return answer(strings.Split(list, ","), []map[string]string{known.GPU}, stdout)
		case "--query-compute-apps":
			return answer(strings.Split(list, ","), known.Apps, stdout)
		}
	}
	fmt.Fprintf(stdout, "GPU 0: %s (UUID: %s)\n", known.GPU["name"], known.GPU["uuid"])
	return 0
}

func answer(fields []string, rows []map[string]string, stdout io.Writer) int {
	for _, row := range rows {
		values := make([]string, len(fields))
		for i, field := range fields {
			value, known := row[field]
			if !known {
				fmt.Fprintf(stdout, "Field \"%s\" is not a valid field to query.\n\n", field)
				return 2
			}
			values[i] = value
		}
		fmt.Fprintln(stdout, strings.Join(values, ", "))
	}
	return 0
}
