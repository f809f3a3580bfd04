"""Step 2: work/corpus.txt -> work/tokenizer.json (byte-level BPE of 2,048) and work/tokens.npy (the corpus as ids)."""

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from model import DOCUMENT_SEPARATOR, SPECIAL_TOKENS, VOCABULARY, step_arguments

END_OF_TEXT_ID = 0


def main() -> None:
    arguments = step_arguments(__doc__).parse_args()
    documents = (arguments.work / "corpus.txt").read_text().split(DOCUMENT_SEPARATOR)
    tokenizer = Tokenizer(models.BPE())
    # llama.cpp's pre-tokenizer "gpt-2" splits in the same way.
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=SPECIAL_TOKENS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(documents, trainer)
    tokenizer.save(str(arguments.work / "tokenizer.json"))
    ids = [token for encoded in tokenizer.encode_batch(documents) for token in (*encoded.ids, END_OF_TEXT_ID)]
    np.save(arguments.work / "tokens.npy", np.array(ids, dtype=np.uint16))
    print(f"{len(ids)} tokens, vocabulary {tokenizer.get_vocab_size()}")


if __name__ == "__main__":
    main()
