package server

// api is how one of the two endpoints spells things.
type api struct {
	idPrefix         string
	object           string // of a whole answer
	chunkObject      string
	openText         string // after `"index":N`, up to the text of a chunk
	closeText        string
	openWhole        string // the same in a whole answer
	closeWhole       string
	hasRole          bool
	defaultMaxTokens int // 0: until the answer ends by itself
}

var chat = &api{
	idPrefix: "chatcmpl-", object: "chat.completion", chunkObject: "chat.completion.chunk",
	openText: `,"delta":{"content":"`, closeText: `"}`,
	openWhole: `,"message":{"role":"assistant","content":"`, closeWhole: `"}`,
	hasRole: true,
}

var completions = &api{
	idPrefix: "cmpl-", object: "text_completion", chunkObject: "text_completion",
	openText: `,"text":"`, closeText: `"`,
	openWhole: `,"text":"`, closeWhole: `"`,
	// The API's own default, which vLLM keeps for this endpoint.
	defaultMaxTokens: 16,
}
