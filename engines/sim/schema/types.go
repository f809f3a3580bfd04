package schema

import (
	"encoding/json"
	"fmt"
	"slices"
)

var knownTypes = []string{"object", "array", "string", "number", "integer", "boolean", "null"}

// typesOf gives the types that a value may have, guessed from other keywords
// where the schema does not say.
func typesOf(k keywords) ([]string, error) {
	var types []string
	if k.Type == nil {
		return []string{guessType(k)}, nil
	}
	var one string
	if json.Unmarshal(k.Type, &one) == nil {
		types = []string{one}
	} else if err := json.Unmarshal(k.Type, &types); err != nil || len(types) == 0 {
		return nil, fmt.Errorf("type must be a name or a list of names, got %s", k.Type)
	}
	for _, name := range types {
		if !slices.Contains(knownTypes, name) {
			return nil, fmt.Errorf("unknown type %q", name)
		}
	}
	return types, nil
}

// mostWanted bounds what a schema may ask for at least: items, properties, characters.
const mostWanted = 10_000

// checkBounds refuses numbers that no answer of reasonable size can meet.
func checkBounds(k keywords) error {
	for word, value := range map[string]int{"minItems": k.MinItems, "minProperties": k.MinProperties, "minLength": k.MinLength} {
		if value < 0 || value > mostWanted {
			return fmt.Errorf("%s must be 0 to %d, got %d", word, mostWanted, value)
		}
	}
	for word, value := range map[string]*int{"maxItems": k.MaxItems, "maxLength": k.MaxLength} {
		if value != nil && *value < 0 {
			return fmt.Errorf("%s must not be negative, got %d", word, *value)
		}
	}
	if k.MultipleOf < 0 {
		return fmt.Errorf("multipleOf must be above 0, got %v", k.MultipleOf)
	}
	return nil
}

func guessType(k keywords) string {
	switch {
	case len(k.Properties) > 0 || len(k.Required) > 0 || k.MinProperties > 0:
		return "object"
	case k.Items != nil || len(k.PrefixItems) > 0 || k.MinItems > 0:
		return "array"
	case k.Minimum != nil || k.Maximum != nil || k.ExclusiveMinimum != nil || k.ExclusiveMaximum != nil || k.MultipleOf != 0:
		return "number"
	}
	return "string"
}

// measure finds the height of each node by repeating until nothing changes: a
// recursive schema starts out endless and becomes finite through its exits.
func (s *Schema) measure() {
	seen := map[*node]bool{}
	var nodes []*node
	var visit func(n *node)
	visit = func(n *node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		n.height = endless
		nodes = append(nodes, n)
		for _, child := range n.children() {
			visit(child)
		}
	}
	visit(s.root)
	for changed := true; changed; {
		changed = false
		for _, n := range nodes {
			if height := n.smallest(); height < n.height {
				n.height, changed = height, true
			}
		}
	}
}

func (n *node) children() []*node {
	all := append(append([]*node{}, n.branches...), n.prefix...)
	for _, p := range n.props {
		all = append(all, p.node)
	}
	return append(all, n.items)
}

// smallest is the height that the node needs, given its children's.
func (n *node) smallest() int {
	if n.Enum != nil || n.Const != nil {
		return 0
	}
	if len(n.branches) > 0 {
		height := endless
		for _, branch := range n.branches {
			height = min(height, branch.height)
		}
		return height
	}
	height := endless
	for _, name := range n.types {
		height = min(height, n.smallestOf(name))
	}
	return height
}

func (n *node) smallestOf(typeName string) int {
	height := 0
	switch typeName {
	case "object":
		for _, p := range n.props {
			if p.required {
				height = max(height, p.node.height+1)
			}
		}
	case "array":
		for _, item := range n.prefix[:min(n.MinItems, len(n.prefix))] {
			height = max(height, item.height+1)
		}
		if n.items != nil && n.MinItems > len(n.prefix) {
			height = max(height, n.items.height+1)
		}
	}
	return min(height, endless)
}
