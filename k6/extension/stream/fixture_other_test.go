//go:build !linux || !(amd64 || arm64)

package stream

import "testing"

func (f *fixture) useReactor(*testing.T, Options) {}
