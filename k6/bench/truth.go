package main

import (
	"bufio"
	"encoding/json"
	"os"
)

// truth is what the simulator logged of one request (engines/sim/README.md).
type truth struct {
	ID           string
	ReceivedNs   int64
	FirstTokenNs *int64
	LastTokenNs  *int64
	TokenNs      []int64
	Chunks       int64
	Outcome      string
}

// record is what a client wrote of one request (contract C, k6/README.md).
type record struct {
	ID           string
	IntendedUs   *int64
	SentUs       *int64
	FirstTokenUs *int64
	LastTokenUs  *int64
	GapsUs       []int64
	Outcome      string
}

// readLines decodes each line of a JSONL file.
func readLines[T any](path string, take func(*T)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 16<<20)
	for scanner.Scan() {
		one := new(T)
		if err := json.Unmarshal(scanner.Bytes(), one); err != nil {
			return err
		}
		take(one)
	}
	return scanner.Err()
}
