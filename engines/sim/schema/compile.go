// Package schema writes JSON that is valid against a JSON Schema, for the
// keywords that structured-output tests use.
package schema

import (
	"encoding/json"
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"
)

// Schema is a compiled schema, ready to generate from.
type Schema struct {
	root     *node
	document json.RawMessage
	byRef    map[string]*node
	nodes    int
	plain    bool // the value is a text without its quotes
}

// node is one place of the schema, references resolved.
type node struct {
	keywords
	types    []string
	branches []*node // anyOf, oneOf: one of them is generated
	props    []property
	items    *node
	prefix   []*node
	pattern  *syntax.Regexp
	height   int // levels of nesting that its smallest value needs
}

type property struct {
	name     string
	node     *node
	required bool
}

// mostNodes bounds schemas whose references unfold without end.
const mostNodes = 2000

// endless is the height of a node that has no finite value.
const endless = 1 << 20

// Compile reads a schema. The error says which keyword is wrong or not supported.
func Compile(document json.RawMessage) (*Schema, error) {
	s := &Schema{document: document, byRef: map[string]*node{}}
	root, err := s.resolve("#")
	if err != nil {
		return nil, err
	}
	s.root = root
	s.measure()
	if root.height >= endless {
		return nil, fmt.Errorf("the schema requires itself without end")
	}
	return s, nil
}

func (s *Schema) resolve(ref string) (*node, error) {
	if known := s.byRef[ref]; known != nil {
		return known, nil
	}
	raw, err := lookUp(s.document, ref)
	if err != nil {
		return nil, err
	}
	// Registered before it is filled in, so that a recursive schema finds itself.
	n := &node{}
	s.byRef[ref] = n
	return n, s.fill(n, raw, ref)
}

// lookUp follows a JSON pointer within the document.
func lookUp(raw json.RawMessage, ref string) (json.RawMessage, error) {
	pointer, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return nil, fmt.Errorf("$ref %q: only references within the schema are supported", ref)
	}
	for _, step := range strings.Split(pointer, "/")[1:] {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		var object map[string]json.RawMessage
		if err := json.Unmarshal(raw, &object); err != nil || object[step] == nil {
			return nil, fmt.Errorf("$ref %q points to nothing", ref)
		}
		raw = object[step]
	}
	return raw, nil
}

func (s *Schema) child(raw json.RawMessage, path string) (*node, error) {
	n := &node{}
	s.byRef[path] = n
	return n, s.fill(n, raw, path)
}

func (s *Schema) fill(n *node, raw json.RawMessage, path string) error {
	if s.nodes++; s.nodes > mostNodes {
		return fmt.Errorf("the schema unfolds to more than %d places", mostNodes)
	}
	raw, err := s.flatten(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if n.keywords, err = parse(raw); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if n.Ref != "" {
		target, err := s.resolve(n.Ref)
		n.branches = []*node{target}
		return err
	}
	if choices := append(n.AnyOf, n.OneOf...); len(choices) > 0 && n.Enum == nil && n.Const == nil {
		return s.fillBranches(n, raw, choices, path)
	}
	return s.fillValue(n, path)
}

// fillBranches makes one node per choice, each joined with what stands beside anyOf.
func (s *Schema) fillBranches(n *node, raw json.RawMessage, choices []json.RawMessage, path string) error {
	base, err := without(raw, "anyOf", "oneOf", "$defs", "definitions", "title", "description", "default")
	if err != nil {
		return err
	}
	for i, choice := range choices {
		at := fmt.Sprintf("%s/anyOf/%d", path, i)
		// A choice that stands alone keeps its reference, so that recursion is found.
		if string(base) != "{}" {
			if choice, err = s.inline(choice); err == nil {
				choice, err = merge(base, choice)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", at, err)
			}
		}
		branch := &node{}
		if err = s.fill(branch, choice, at); err != nil {
			return err
		}
		n.branches = append(n.branches, branch)
	}
	return nil
}

func (s *Schema) fillValue(n *node, path string) (err error) {
	if n.types, err = typesOf(n.keywords); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err = checkBounds(n.keywords); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, p := range n.Properties {
		child, err := s.child(p.raw, path+"/properties/"+p.name)
		if err != nil {
			return err
		}
		n.props = append(n.props, property{p.name, child, slices.Contains(n.Required, p.name)})
	}
	for _, name := range n.Required {
		if !slices.ContainsFunc(n.props, func(p property) bool { return p.name == name }) {
			free, err := s.child(json.RawMessage("true"), path+"/required/"+name)
			if err != nil {
				return err
			}
			n.props = append(n.props, property{name, free, true})
		}
	}
	for i, raw := range n.PrefixItems {
		child, err := s.child(raw, fmt.Sprintf("%s/prefixItems/%d", path, i))
		if err != nil {
			return err
		}
		n.prefix = append(n.prefix, child)
	}
	if n.Items != nil && string(n.Items) != "false" {
		if n.items, err = s.child(n.Items, path+"/items"); err != nil {
			return err
		}
	}
	if n.Pattern != "" {
		if n.pattern, err = syntax.Parse(n.Pattern, syntax.Perl); err != nil {
			return fmt.Errorf("%s/pattern: not supported: %w", path, err)
		}
		n.pattern = n.pattern.Simplify()
	}
	return nil
}

// CompilePattern prepares plain text that a regular expression describes.
func CompilePattern(pattern string) (*Schema, error) {
	return compileText(map[string]any{"type": "string", "pattern": pattern})
}

// CompileChoice prepares one of several plain texts.
func CompileChoice(choices []string) (*Schema, error) {
	return compileText(map[string]any{"enum": choices})
}

func compileText(described map[string]any) (*Schema, error) {
	raw, err := json.Marshal(described)
	if err != nil {
		return nil, err
	}
	compiled, err := Compile(raw)
	if err == nil {
		compiled.plain = true
	}
	return compiled, err
}
