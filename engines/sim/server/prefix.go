package server

import "dyno/sim/text"

// Blocks of the prefix cache, as engines cut prompts into blocks of tokens.
const (
	blockTokens  = 16
	blockBytes   = 4 * blockTokens
	mostBlocks   = 1 << 20
	hashBasis    = 0xcbf29ce484222325
	tokensLeftIn = 1 // the last token of a prompt is always computed
)

// prefixCache knows the blocks of the prompts seen. It saves no time: when a token comes is the script's business.
type prefixCache map[uint64]struct{}

// take tells how many tokens of a prompt were seen before, from its start and under the same salt, and keeps its blocks.
func (c prefixCache) take(salt, prompt []byte) (cachedTokens int) {
	hash := text.Hash(hashBasis, salt)
	hit := true
	for start := 0; start+blockBytes <= len(prompt); start += blockBytes {
		hash = text.Hash(hash, prompt[start:start+blockBytes])
		if _, known := c[hash]; known && hit {
			cachedTokens += blockTokens
			continue
		}
		hit = false
		if len(c) < mostBlocks {
			c[hash] = struct{}{}
		}
	}
	return min(cachedTokens, max(0, promptTokens(prompt)-tokensLeftIn))
}
