package stream

import "strings"

// leastTail is how much of a key at the end of a cut text counts as part of it.
const leastTail = 4

// redact takes a secret out of a text that a server has sent back, also where the
// text was cut within it.
func redact(text, secret string) string {
	if secret == "" {
		return text
	}
	text = strings.ReplaceAll(text, secret, "[key]")
	for n := len(secret) - 1; n >= leastTail; n-- {
		if head, cut := strings.CutSuffix(text, secret[:n]); cut {
			return head + "[key]"
		}
	}
	return text
}
