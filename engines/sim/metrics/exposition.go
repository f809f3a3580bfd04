package metrics

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Exposition is the /metrics text of a real engine: its families, labels and buckets, without its values.
type Exposition struct {
	lines []line
	// WholeNumbers writes 1 where Python's client library writes 1.0.
	WholeNumbers bool
	quantities   map[string]Quantity
}

// line is a comment, or a series to be filled in.
type line struct {
	comment string
	name    string
	labels  []label
	family  string // of a histogram, "" for others
}

type label struct{ name, value string }

// Values gives what a series is now; false for one that is not simulated, which is then 0.
type Values func(name string, labels map[string]string) (float64, bool)

// Relabel changes a label's value, e.g. the model's name.
type Relabel func(series, label, value string) string

var (
	seriesText = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?(?: .*)?$`)
	labelText  = regexp.MustCompile(`([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"`)
)

// ParseExposition reads the page of a real engine.
func ParseExposition(text string) *Exposition {
	e := &Exposition{}
	histogram := ""
	for _, raw := range strings.Split(strings.TrimSpace(text), "\n") {
		if strings.HasPrefix(raw, "#") {
			e.lines = append(e.lines, line{comment: raw})
			if fields := strings.Fields(raw); fields[1] == "TYPE" {
				histogram = ""
				if fields[3] == "histogram" {
					histogram = fields[2]
				}
			}
			continue
		}
		found := seriesText.FindStringSubmatch(raw)
		if found == nil {
			panic("no series: " + raw)
		}
		series := line{name: found[1], family: histogram}
		for _, pair := range labelText.FindAllStringSubmatch(found[2], -1) {
			series.labels = append(series.labels, label{pair[1], pair[2]})
		}
		e.lines = append(e.lines, series)
	}
	return e
}

// Bounds says which families count which quantity and gives their buckets.
func (e *Exposition) Bounds(families map[string]Quantity) map[Quantity][]float64 {
	e.quantities = families
	bounds := map[Quantity][]float64{}
	first := map[string]string{}
	for _, series := range e.lines {
		quantity, counted := families[series.family]
		le := series.labelled("le")
		if !counted || le == "" || le == "+Inf" {
			continue
		}
		// A family may have the same buckets several times, for other values of its other labels.
		others := series.othersThan("le")
		if known, seen := first[series.family]; seen && known != others {
			continue
		}
		first[series.family] = others
		bound, err := strconv.ParseFloat(le, 64)
		if err != nil {
			panic("no bound: " + le)
		}
		bounds[quantity] = append(bounds[quantity], bound)
	}
	return bounds
}

func (l line) labelled(name string) string {
	for _, one := range l.labels {
		if one.name == name {
			return one.value
		}
	}
	return ""
}

func (l line) othersThan(name string) (text string) {
	for _, one := range l.labels {
		if one.name != name {
			text += one.name + "=" + one.value + ","
		}
	}
	return text
}

// Render writes the page with the values of now.
func (e *Exposition) Render(m *Metrics, relabel Relabel, values Values) []byte {
	var out []byte
	for _, series := range e.lines {
		if series.comment != "" {
			out = append(append(out, series.comment...), '\n')
			continue
		}
		labels := map[string]string{}
		out = append(out, series.name...)
		for i, one := range series.labels {
			separator := byte(',')
			if i == 0 {
				separator = '{'
			}
			value := relabel(series.name, one.name, one.value)
			labels[one.name] = value
			out = append(append(out, separator), one.name+`="`+value+`"`...)
		}
		if len(series.labels) > 0 {
			out = append(out, '}')
		}
		out = append(append(out, ' '), e.number(e.valueOf(m, series, labels, values))...)
		out = append(out, '\n')
	}
	return out
}

func (e *Exposition) valueOf(m *Metrics, series line, labels map[string]string, values Values) float64 {
	if quantity, counted := e.quantities[series.family]; counted && series.family != "" {
		if h := m.histogram(quantity, labels["is_streaming"]); h != nil {
			return h.sample(strings.TrimPrefix(series.name, series.family), labels["le"])
		}
	}
	value, _ := values(series.name, labels)
	return value
}

func (e *Exposition) number(value float64) string {
	if value == math.Trunc(value) && math.Abs(value) < 1e15 {
		text := strconv.FormatFloat(value, 'f', 0, 64)
		if e.WholeNumbers {
			return text
		}
		return text + ".0"
	}
	return strconv.FormatFloat(value, 'g', -1, 64)
}

// sample is one series of a histogram: _bucket, _sum or _count.
func (h *Histogram) sample(suffix, le string) float64 {
	switch suffix {
	case "_sum":
		return float64(h.sumNs) / 1e9
	case "_count":
		return float64(h.total)
	case "_bucket":
		if le == "+Inf" {
			return float64(h.total)
		}
		bound, _ := strconv.ParseFloat(le, 64)
		var sum uint64
		for i, boundNs := range h.boundsNs {
			if float64(boundNs)/1e9 > bound+1e-12 {
				break
			}
			sum += h.counts[i]
		}
		return float64(sum)
	}
	return 0
}
