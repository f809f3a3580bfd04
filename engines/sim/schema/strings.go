package schema

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"dyno/sim/text"
)

// roomyBytes is the length above which a pattern's optional repeats are left out.
const roomyBytes = 200

// text is a string that fits format, pattern and length.
func (g *generator) text(n *node) string {
	longest := 64
	if n.MaxLength != nil {
		longest = *n.MaxLength
	}
	switch {
	case n.pattern != nil:
		return g.matching(n.pattern, n.MinLength, longest, n.MaxLength == nil)
	case n.Format != "":
		if s := g.formatted(n.Format); s != "" {
			return s
		}
	}
	return g.phrase(n.MinLength, longest)
}

// phrase is a few words whose length lies between the bounds, counted in characters.
func (g *generator) phrase(shortest, longest int) string {
	source := text.NewEnglish(g.rng.Uint64())
	var words []byte
	for count := 1 + g.rng.Intn(3); count > 0 || len(words) < shortest; count-- {
		words = source.AppendToken(words)
	}
	phrase := strings.TrimSuffix(string(words), ".")
	for len(phrase) < shortest {
		phrase += "s"
	}
	return phrase[:min(len(phrase), longest)]
}

func (g *generator) formatted(format string) string {
	day := fmt.Sprintf("20%02d-%02d-%02d", g.rng.Intn(30), 1+g.rng.Intn(12), 1+g.rng.Intn(28))
	clock := fmt.Sprintf("%02d:%02d:%02dZ", g.rng.Intn(24), g.rng.Intn(60), g.rng.Intn(60))
	host := fmt.Sprintf("host%d.example.com", g.rng.Intn(100))
	bits := g.rng.Uint64()
	switch format {
	case "date":
		return day
	case "time":
		return clock
	case "date-time":
		return day + "T" + clock
	case "email":
		return "name@" + host
	case "hostname":
		return host
	case "uri", "url":
		return "https://" + host + "/"
	case "ipv4":
		return fmt.Sprintf("10.%d.%d.%d", bits&255, bits>>8&255, bits>>16&255)
	case "uuid":
		return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", uint32(bits), bits>>32&0xffff, bits>>48&0xfff, bits>>20&0xfff, bits&0xffffffffffff)
	}
	return ""
}

// matching tries texts of the pattern until the length fits. A pattern without
// anchors also matches inside a longer text, but the shortest is the match itself.
func (g *generator) matching(pattern *syntax.Regexp, shortest, longest int, anyLength bool) string {
	var candidate string
	for range 200 {
		candidate = string(g.pattern(nil, pattern, shortest))
		length := utf8.RuneCountInString(candidate)
		if length >= shortest && (anyLength || length <= longest) {
			break
		}
	}
	return candidate
}

func (g *generator) pattern(dst []byte, re *syntax.Regexp, shortest int) []byte {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			dst = utf8.AppendRune(dst, r)
		}
	case syntax.OpCharClass:
		dst = utf8.AppendRune(dst, g.classRune(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		dst = append(dst, byte('a'+g.rng.Intn(26)))
	case syntax.OpCapture:
		dst = g.pattern(dst, re.Sub[0], shortest)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			dst = g.pattern(dst, sub, shortest)
		}
	case syntax.OpAlternate:
		dst = g.pattern(dst, re.Sub[g.rng.Intn(len(re.Sub))], shortest)
	case syntax.OpQuest, syntax.OpStar, syntax.OpPlus:
		dst = g.repeated(dst, re, shortest)
	}
	return dst
}

func (g *generator) repeated(dst []byte, re *syntax.Regexp, shortest int) []byte {
	least, most := 0, 1
	if re.Op == syntax.OpPlus {
		least = 1
	}
	if re.Op != syntax.OpQuest {
		most = 3 + shortest
	}
	for i := range least + g.rng.Intn(most-least+1) {
		// Nested repeats multiply: what is optional stops once the text is long.
		if i >= least && len(dst) > roomyBytes+shortest {
			break
		}
		dst = g.pattern(dst, re.Sub[0], shortest)
	}
	return dst
}

// classRune picks from a character class, a printable ASCII one where there is one.
func (g *generator) classRune(pairs []rune) rune {
	var printable []rune
	for i := 0; i+1 < len(pairs); i += 2 {
		for r := max(pairs[i], '!'); r <= min(pairs[i+1], '~'); r++ {
			printable = append(printable, r)
		}
	}
	if len(printable) == 0 {
		return pairs[0]
	}
	return printable[g.rng.Intn(len(printable))]
}
