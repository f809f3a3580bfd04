package wire

// sizeBytes is room for four hexadecimal digits and a line end; a frame is at
// most 64 KiB, and larger content is several frames.
const sizeBytes = 6

// MaxFrameBytes is the largest content of one frame.
const MaxFrameBytes = 0xffff

// Frame writes HTTP chunks into a buffer: Begin, append the content, End.
type Frame struct {
	Chunked bool // false: identity, the content alone
	start   int
}

// Begin leaves room for the chunk size.
func (f *Frame) Begin(dst []byte) []byte {
	f.start = len(dst)
	if !f.Chunked {
		return dst
	}
	return append(dst, "0000\r\n"...)
}

// End fills the size in, without leading zeros, and closes the chunk.
func (f *Frame) End(dst []byte) []byte {
	if !f.Chunked {
		return dst
	}
	const digits = "0123456789abcdef"
	content := dst[f.start+sizeBytes:]
	size, width := len(content), 1
	for size>>(4*width) != 0 {
		width++
	}
	for i := range width {
		dst[f.start+i] = digits[size>>(4*(width-1-i))&0xf]
	}
	dst[f.start+width], dst[f.start+width+1] = '\r', '\n'
	moved := copy(dst[f.start+width+2:], content)
	return append(dst[:f.start+width+2+moved], "\r\n"...)
}

// AppendEnd appends the last chunk of a stream.
func (f *Frame) AppendEnd(dst []byte) []byte {
	if !f.Chunked {
		return dst
	}
	return append(dst, "0\r\n\r\n"...)
}
