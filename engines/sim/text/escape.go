package text

import "unicode/utf8"

// AppendEscaped appends s as the inside of a JSON string; it does not allocate.
func AppendEscaped(dst, s []byte) []byte {
	const digits = "0123456789abcdef"
	for len(s) > 0 {
		c := s[0]
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&0xf])
		case c >= utf8.RuneSelf:
			// An invalid byte becomes U+FFFD, as JSON must be valid UTF-8.
			r, size := utf8.DecodeRune(s)
			dst = utf8.AppendRune(dst, r)
			s = s[size:]
			continue
		default:
			dst = append(dst, c)
		}
		s = s[1:]
	}
	return dst
}
