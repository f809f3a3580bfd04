package server

import (
	"fmt"

	"dyno/sim/personality"
)

// refusedError is a request that is refused, before the personality finds its words for it.
type refusedError struct{ personality.Refusal }

func (e *refusedError) Error() string { return e.Message }

func refusal(kind personality.Kind, param, format string, values ...any) *refusedError {
	return &refusedError{personality.Refusal{
		Kind: kind, Status: 400, Type: "BadRequestError", Param: param, Name: param, Message: fmt.Sprintf(format, values...),
	}}
}

func badParam(param, format string, values ...any) error {
	return refusal(personality.BadValue, param, format, values...)
}
