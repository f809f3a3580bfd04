package schema

import (
	"encoding/json"
	"slices"
	"strconv"

	"dyno/sim/text"
)

// roomyDepth is the depth below which optional parts are left out, so that
// recursive schemas end soon.
const roomyDepth = 4

// generator writes one value.
type generator struct {
	rng text.RNG
	out []byte
}

// Generate writes a compact JSON value that the schema allows; the same seed writes the same value.
func (s *Schema) Generate(seed uint64) []byte {
	g := &generator{rng: text.NewRNG(seed)}
	g.value(s.root, 0)
	if s.plain {
		var text string
		// It was written as a JSON string above.
		_ = json.Unmarshal(g.out, &text)
		return []byte(text)
	}
	return g.out
}

func (g *generator) value(n *node, depth int) {
	switch {
	case n.Const != nil:
		g.out = append(g.out, compact(n.Const)...)
	case len(n.Enum) > 0:
		g.out = append(g.out, compact(n.Enum[g.rng.Intn(len(n.Enum))])...)
	case len(n.branches) > 0:
		g.value(g.branch(n, depth), depth)
	default:
		g.typed(n, g.typeName(n, depth), depth)
	}
}

// branch picks any finite branch near the top, the flattest one further down.
func (g *generator) branch(n *node, depth int) *node {
	if depth < roomyDepth {
		if picked := n.branches[g.rng.Intn(len(n.branches))]; picked.height < endless {
			return picked
		}
	}
	return slices.MinFunc(n.branches, func(a, b *node) int { return a.height - b.height })
}

func (g *generator) typeName(n *node, depth int) string {
	if picked := n.types[g.rng.Intn(len(n.types))]; depth < roomyDepth && n.smallestOf(picked) < endless {
		return picked
	}
	return slices.MinFunc(n.types, func(a, b string) int { return n.smallestOf(a) - n.smallestOf(b) })
}

func (g *generator) typed(n *node, typeName string, depth int) {
	switch typeName {
	case "object":
		g.object(n, depth)
	case "array":
		g.array(n, depth)
	case "string":
		g.out = appendString(g.out, g.text(n))
	case "integer":
		g.out = strconv.AppendInt(g.out, int64(g.number(n, true)), 10)
	case "number":
		g.out = strconv.AppendFloat(g.out, g.number(n, false), 'f', -1, 64)
	case "boolean":
		g.out = strconv.AppendBool(g.out, g.rng.Intn(2) == 0)
	case "null":
		g.out = append(g.out, "null"...)
	}
}

func (g *generator) object(n *node, depth int) {
	g.out = append(g.out, '{')
	count := 0
	for _, p := range n.props {
		if !p.required && !g.wantsOptional(p.node, depth) {
			continue
		}
		g.key(p.name, &count)
		g.value(p.node, depth+1)
	}
	for i := 1; count < n.MinProperties; i++ {
		g.key("extra"+strconv.Itoa(i), &count)
		g.free(n.AdditionalProperties, depth)
	}
	g.out = append(g.out, '}')
}

func (g *generator) key(name string, count *int) {
	if *count > 0 {
		g.out = append(g.out, ',')
	}
	*count++
	g.out = append(appendString(g.out, name), ':')
}

// free writes a value for a property that only additionalProperties describes.
func (g *generator) free(raw json.RawMessage, depth int) {
	if raw == nil {
		raw = json.RawMessage("true")
	}
	described, err := Compile(raw)
	if err != nil {
		g.out = append(g.out, "null"...)
		return
	}
	g.value(described.root, depth+1)
}

func (g *generator) wantsOptional(n *node, depth int) bool {
	return depth < roomyDepth && n.height < endless && g.rng.Intn(4) > 0
}

func (g *generator) array(n *node, depth int) {
	count := n.MinItems
	if depth < roomyDepth && (n.items == nil || n.items.height < endless) {
		count += 1 + g.rng.Intn(2)
	}
	if n.MaxItems != nil {
		count = min(count, *n.MaxItems)
	}
	if n.items == nil && len(n.prefix) > 0 {
		count = min(count, len(n.prefix))
	}
	g.out = append(g.out, '[')
	seen := map[string]bool{}
	for i := range count {
		start := len(g.out)
		if i > 0 {
			g.out = append(g.out, ',')
		}
		if !g.item(n, i, depth, seen) {
			// No new value was found: a shorter list is still valid above minItems.
			g.out = g.out[:start]
			break
		}
	}
	g.out = append(g.out, ']')
}

// item writes element i; it gives up when uniqueItems finds only known values.
func (g *generator) item(n *node, i, depth int, seen map[string]bool) bool {
	described := n.items
	if i < len(n.prefix) {
		described = n.prefix[i]
	}
	start := len(g.out)
	for range 50 {
		if described == nil {
			g.out = appendString(g.out, g.phrase(1, 3))
		} else {
			g.value(described, depth+1)
		}
		written := string(g.out[start:])
		if !n.UniqueItems || !seen[written] {
			seen[written] = true
			return true
		}
		g.out = g.out[:start]
	}
	return false
}
