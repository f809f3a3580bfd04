package gpu

import (
	"bufio"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// Power of the GPU; its energy grows with it from the start of this program on.
const powerW = 312.5

// What each of two GPUs says, in the units of DCGM: %, MiB, W, MHz, °C, shares, ns, a bit mask. The engine's GPU is the
// first. Temperature of the memory is blank, and DCGM leaves out what is blank.
var values = map[string][2]string{
	"DCGM_FI_DEV_GPU_UTIL":             {"97", "0"},
	"DCGM_FI_DEV_MEM_COPY_UTIL":        {"61", "0"},
	"DCGM_FI_DEV_FB_USED":              {"72103", "4"},
	"DCGM_FI_DEV_FB_FREE":              {"8946", "81045"},
	"DCGM_FI_DEV_FB_RESERVED":          {"510", "510"},
	"DCGM_FI_DEV_POWER_USAGE":          {fmt.Sprint(powerW), "70.1"},
	"DCGM_FI_DEV_ENFORCED_POWER_LIMIT": {"700", "700"},
	"DCGM_FI_DEV_SM_CLOCK":             {"1980", "345"},
	"DCGM_FI_DEV_MEM_CLOCK":            {"2619", "2619"},
	"DCGM_FI_DEV_GPU_TEMP":             {"61", "30"},
	"DCGM_FI_PROF_SM_ACTIVE":           {"0.874512", "0"},
	"DCGM_FI_PROF_PIPE_TENSOR_ACTIVE":  {"0.312345", "0"},
	"DCGM_FI_PROF_DRAM_ACTIVE":         {"0.556677", "0"},
	"DCGM_FI_PROF_PCIE_TX_BYTES":       {"1048576", "0"},
	"DCGM_FI_PROF_PCIE_RX_BYTES":       {"2097152", "0"},
	"DCGM_FI_DEV_POWER_VIOLATION":      {"1500000000", "0"},
	"DCGM_FI_DEV_THERMAL_VIOLATION":    {"0", "0"},
	"DCGM_FI_DEV_CLOCKS_EVENT_REASONS": {"4", "1"},
	"DCGM_FI_DEV_XID_ERRORS":           {"0", "0"},
	"DCGM_FI_DEV_PSTATE":               {"0", "0"},
}

const labels = `gpu="%d",UUID="GPU-%s",pci_bus_id="00000000:0%d:00.0",device="nvidia%d",` +
	`modelName="NVIDIA H100 80GB HBM3",hostname="gpu-host",DCGM_FI_DRIVER_VERSION="580.95.05"`

var uuids = [2]string{"11111111-2222-3333-4444-555555555555", "99999999-8888-7777-6666-555555555555"}

// exporter is dcgm-exporter: flags -f (file of fields), -c (interval, ms) and -a (address), /metrics and /health. A
// SIGHUP makes it read its file again; until the next one its answer is empty, as the real one's is for some seconds.
func exporter(args []string, _ io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("dcgm-exporter", flag.ContinueOnError)
	flags.SetOutput(stderr)
	file := flags.String("f", "/etc/dcgm-exporter/default-counters.csv", "fields to collect")
	flags.Int("c", 30000, "interval of collection, milliseconds")
	address := flags.String("a", ":9400", "address to listen on")
	if flags.Parse(args) != nil {
		return 2
	}
	fields, err := readFields(*file)
	if err == nil {
		// Where no hook put a state there is nothing unusual to say.
		read, _ := readState(statePath)
		err = serve(*address, fields, read.DCGM, stdout)
	}
	fmt.Fprintln(stderr, err)
	return 1
}

func serve(address string, fields [][]string, unusual map[string]string, stdout io.Writer) error {
	started := time.Now()
	var reloading atomic.Bool
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP)
	go func() {
		for range signals {
			reloading.Store(!reloading.Load())
		}
	}()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "listening on http://%s\n", listener.Addr())
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go reply(connection, func() string {
			if reloading.Load() {
				return ""
			}
			return exposition(fields, unusual, time.Since(started))
		})
	}
}

// reply answers one GET by hand: an HTTP server of the library would double the size of the simulator.
func reply(connection net.Conn, metrics func() string) {
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(5 * time.Second))
	reader := textproto.NewReader(bufio.NewReader(connection))
	line, err := reader.ReadLine()
	if err == nil {
		_, err = reader.ReadMIMEHeader()
	}
	if err != nil {
		return
	}
	status, body := "404 Not Found", ""
	switch path := strings.Split(line, " "); {
	case len(path) > 1 && path[1] == "/metrics":
		status, body = "200 OK", metrics()
	case len(path) > 1 && path[1] == "/health":
		status, body = "200 OK", "OK"
	}
	fmt.Fprintf(connection, "HTTP/1.1 %s\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		status, len(body), body)
}

// readFields reads lines of "field, type, help". The real exporter refuses a field that it does not know.
func readFields(path string) ([][]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comment, reader.FieldsPerRecord, reader.TrimLeadingSpace = '#', 3, true
	fields, err := reader.ReadAll()
	for _, field := range fields {
		if !strings.HasPrefix(field[0], "DCGM_FI_") {
			return nil, fmt.Errorf("could not find DCGM field; err: %s", field[0])
		}
	}
	return fields, err
}

func exposition(fields [][]string, unusual map[string]string, running time.Duration) string {
	var text strings.Builder
	for _, field := range fields {
		name := field[0]
		said, known := values[name]
		if name == "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION" {
			said, known = [2]string{fmt.Sprint(int64(powerW * float64(running.Milliseconds()))), "70100"}, true
		}
		if !known {
			continue
		}
		if value, set := unusual[name]; set {
			said[0] = value
		}
		fmt.Fprintf(&text, "# HELP %s %s\n# TYPE %s %s\n", name, field[2], name, field[1])
		for i, value := range said {
			fmt.Fprintf(&text, "%s{%s} %s\n", name, fmt.Sprintf(labels, i, uuids[i], i+1, i), value)
		}
	}
	return text.String()
}
