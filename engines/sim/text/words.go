package text

var (
	determiners  = []string{"the", "a", "this", "every", "another", "our", "that", "each", "one", "their"}
	adjectives   = []string{"quiet", "small", "bright", "early", "careful", "open", "warm", "steady", "simple", "narrow", "green", "distant", "patient", "useful", "broken", "heavy", "clear", "gentle", "sudden", "honest"}
	nouns        = []string{"river", "engine", "garden", "letter", "window", "teacher", "signal", "market", "bridge", "story", "machine", "question", "road", "harbour", "number", "winter", "memory", "table", "village", "answer", "morning", "forest", "page", "train"}
	verbs        = []string{"follows", "keeps", "crosses", "finds", "carries", "measures", "opens", "repeats", "reaches", "holds", "watches", "builds", "leaves", "describes", "remembers", "changes"}
	prepositions = []string{"near", "under", "beyond", "with", "without", "behind", "across", "before", "after", "inside"}
	joiners      = []string{"and", "but", "because", "while", "so", "although"}
	adverbs      = []string{"slowly", "often", "again", "early", "rarely", "together", "softly", "today"}
)

// sentences are the orders of word kinds that the source cycles through.
var sentences = [][][]string{
	{determiners, nouns, verbs, determiners, adjectives, nouns},
	{determiners, adjectives, nouns, verbs, determiners, nouns, prepositions, determiners, nouns},
	{adverbs, determiners, nouns, verbs, determiners, nouns, joiners, determiners, adjectives, nouns, verbs, adverbs},
	{prepositions, determiners, nouns, determiners, nouns, verbs, determiners, adjectives, nouns},
	{determiners, nouns, prepositions, determiners, nouns, verbs, adverbs},
}
