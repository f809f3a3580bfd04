import type { Spelling } from '../domain/structured-output.ts';

/** A JSON schema with the name that its data set gives it. */
export type NamedSchema = { name: string; schema: Record<string, unknown> };

type Body = Record<string, unknown>;

/** Fields of the request body for each spelling. */
const writers: Record<Spelling, (asked: NamedSchema) => Body> = {
  /** The OpenAI API's own; vLLM, SGLang (chat), llama.cpp (chat) and many more. */
  response_format: ({ name, schema }) => ({
    response_format: { type: 'json_schema', json_schema: { name, strict: true, schema } },
  }),
  /**
   * TensorRT-LLM's. Its versions up to 1.2 take what stands under `json_schema` for the schema itself, so that the
   * common spelling, whose schema lies one level deeper, constrains nothing (tensorrt_llm/serve/openai_protocol.py).
   */
  'response_format-json': ({ schema }) => ({ response_format: { type: 'json', schema } }),
  /** vLLM's, at both endpoints (facts/engines-verified.md section 3). */
  structured_outputs: ({ schema }) => ({ structured_outputs: { json: schema } }),
  /** llama.cpp's, at both endpoints; its completions ignore response_format. */
  json_schema: ({ schema }) => ({ json_schema: schema }),
  /** SGLang's completions want the schema as text. */
  'json_schema-text': ({ schema }) => ({ json_schema: JSON.stringify(schema) }),
};

/** The fields that ask for an answer by this schema. */
export function constraintFields(asked: NamedSchema, spelling: Spelling): Body {
  return writers[spelling](asked);
}
