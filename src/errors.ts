/** Exit codes of the program; the README lists the same. */
export const exitCodes = {
  ok: 0,
  bug: 1,
  usage: 2,
  invalid: 3,
  machine: 4,
  engine: 5,
  loadGenerator: 6,
  results: 7,
  cleanup: 8,
  regression: 9,
  sigint: 130,
  sigterm: 143,
} as const;

/** Every error a user can meet: code -> exit code, what it means, what to do. The README's table is tested against it. */
export const errorTable = {
  INTERNAL: { exit: exitCodes.bug, meaning: 'a bug in Dyno', hint: 'please report it with the stack below' },
  USAGE: { exit: exitCodes.usage, meaning: 'the command line is wrong', hint: 'see ./dyno help' },
  CONFIG_INVALID: {
    exit: exitCodes.usage,
    meaning: 'a suite, an engine definition or an override is wrong',
    hint: 'mend the paths listed; ./dyno plan checks without starting anything',
  },
  UNKNOWN_ENGINE: { exit: exitCodes.usage, meaning: 'no such engine', hint: './dyno engines lists them' },
  UNKNOWN_MODEL: {
    exit: exitCodes.usage,
    meaning: 'no such model, or the engine cannot serve it',
    hint: 'engines/models.yaml lists them; ./dyno engines shows which engine takes which',
  },
  MODEL_GATED: {
    exit: exitCodes.usage,
    meaning: 'the model is behind a licence, and no file with a hub token is given',
    hint: 'accept the licence on the hub, put a token into a file that only you can read, name it in DYNO_HF_TOKEN_FILE',
  },
  DATASET_INVALID: {
    exit: exitCodes.usage,
    meaning: 'a data set is missing, changed or broken',
    hint: 'the line names file and row; git checkout datasets/ restores the shipped ones',
  },
  DOWNLOAD_FAILED: {
    exit: exitCodes.machine,
    meaning: 'a data set could not be downloaded',
    hint: 'check the network, the proxy variables, and HF_ENDPOINT if the hub has another address here',
  },
  RUN_FOLDER_INVALID: {
    exit: exitCodes.usage,
    meaning: 'a folder is not a run of Dyno, or a part of it is unreadable',
    hint: 'give a folder of results/ that has a run.json',
  },
  FILE_UNREADABLE: {
    exit: exitCodes.usage,
    meaning: 'a file that is needed is there and cannot be read',
    hint: 'see the path in the message: is it a file, may this user read it?',
  },
  NOT_COMPARABLE: {
    exit: exitCodes.usage,
    meaning: 'the sides did other work, ran on another machine, or gave no figures that may be compared',
    hint: 'measure both whole, with the same suite, model and machine; --anyway compares other work, never what is missing',
  },
  DOCKER_MISSING: {
    exit: exitCodes.machine,
    meaning: 'no Docker Engine answers',
    hint: 'run make setup (as root), or give --endpoint URL of an engine that already runs',
  },
  DOCKER_DENIED: {
    exit: exitCodes.machine,
    meaning: 'the Docker socket refuses this user',
    hint: 'sudo usermod -aG docker $USER, then log in again',
  },
  DOCKER_UNREACHABLE: {
    exit: exitCodes.machine,
    meaning: 'the Docker Engine named by DOCKER_HOST does not answer',
    hint: 'check with: docker version',
  },
  COMPOSE_MISSING: {
    exit: exitCodes.machine,
    meaning: 'the Compose plugin is missing or older than 2.26.1',
    hint: 'run make setup',
  },
  COMPOSE_INVALID: {
    exit: exitCodes.usage,
    meaning: 'a Compose file is wrong or uses a key that Dyno does not carry over',
    hint: 'see the path in the message; engines/README.md lists the keys',
  },
  GPU_NONE: {
    exit: exitCodes.machine,
    meaning: 'the engine needs an NVIDIA GPU that Docker cannot give',
    hint: 'install the NVIDIA container toolkit, or take a CPU engine: --engine llamacpp',
  },
  MODEL_TOO_BIG: {
    exit: exitCodes.machine,
    meaning: 'the model does not fit the memory of this machine',
    hint: 'take a smaller model or a larger GPU; engine.contextLength and engine.memoryShare are keys of the suite',
  },
  OFFLINE_MISSING: {
    exit: exitCodes.machine,
    meaning: 'offline, and an image or a model is not on this machine',
    hint: 'run once without --offline, or bring it: docker load for images, a copy of the volume for models',
  },
  MACHINE_UNFIT: {
    exit: exitCodes.machine,
    meaning: 'none of the engines asked for can run on this machine',
    hint: './dyno doctor says what is missing; make demo compares simulated engines on any machine',
  },
  TELEMETRY_FAILED: {
    exit: exitCodes.machine,
    meaning: 'the suite asks for telemetry of the GPU from one source, and that one does not work here',
    hint: 'telemetry.gpu: auto takes what works; none does without',
  },
  LOCKED: {
    exit: exitCodes.machine,
    meaning: 'another run is going on here',
    hint: 'wait for it, or stop it; two runs at once would disturb each other',
  },
  DISK_LOW: { exit: exitCodes.machine, meaning: 'too little disk space', hint: 'free space at the path named' },
  TOOL_MISSING: {
    exit: exitCodes.machine,
    meaning: 'a part that make setup builds is missing',
    hint: 'run make setup',
  },
  IMAGE_MISSING: {
    exit: exitCodes.machine,
    meaning: 'the image is not here and cannot be pulled',
    hint: 'run make setup, or engines/NAME/build.sh of the engine (images built here), or check the network (images pulled)',
  },
  PORT_TAKEN: {
    exit: exitCodes.machine,
    meaning: 'a fixed port is already in use',
    hint: 'stop who holds it, or leave the port to Docker',
  },
  IMAGE_PULL_FAILED: {
    exit: exitCodes.engine,
    meaning: 'the registry did not give the image',
    hint: "the registry's own words are in the message; docker login, or try again",
  },
  ENGINE_START_FAILED: {
    exit: exitCodes.engine,
    meaning: 'Docker refused to create or start the container',
    hint: "the daemon's own words are in the message",
  },
  ENGINE_EXITED: {
    exit: exitCodes.engine,
    meaning: 'the engine ended while it was starting',
    hint: 'its last lines are below; the whole log is engine.log in the run folder',
  },
  READY_TIMEOUT: {
    exit: exitCodes.engine,
    meaning: 'the engine was not ready before its deadline',
    hint: 'raise readiness.deadlineS in its engine.yaml if its log was still moving',
  },
  WRONG_MODEL: {
    exit: exitCodes.engine,
    meaning: 'the server serves another model than the one asked for',
    hint: 'give --model, or start the server with the right one',
  },
  NO_FIRST_TOKEN: {
    exit: exitCodes.engine,
    meaning: 'the engine says it is healthy but streams no token',
    hint: 'see engine.log; try one request by hand with curl',
  },
  ENDPOINT_REFUSED: {
    exit: exitCodes.engine,
    meaning: 'nothing answers at the endpoint',
    hint: 'check host and port; is the server up?',
  },
  ENDPOINT_DENIED: {
    exit: exitCodes.engine,
    meaning: 'the endpoint wants a key',
    hint: 'give --key-file FILE, or put the key into DYNO_API_KEY',
  },
  REQUEST_REJECTED: {
    exit: exitCodes.engine,
    meaning: 'the engine refuses the requests of this test',
    hint: "the engine's own words are in the message",
  },
  PROFILER_FAILED: {
    exit: exitCodes.engine,
    meaning: "the engine's profiler did not start, stop or leave its traces",
    hint: 'its words are in the message; run without --profile',
  },
  ENGINE_CRASHED: {
    exit: exitCodes.engine,
    meaning: 'the engine died under load',
    hint: 'samples up to then are kept; see engine.log',
  },
  DOCKER_LOST: {
    exit: exitCodes.engine,
    meaning: 'the Docker Engine stopped answering during the run',
    hint: 'samples up to then are kept; check the daemon and run again',
  },
  LOADGEN_FAILED: {
    exit: exitCodes.loadGenerator,
    meaning: 'the load generator did not run to its end',
    hint: 'its last lines are below; the whole log is k6.log in the run folder',
  },
  ACCOUNTING: {
    exit: exitCodes.loadGenerator,
    meaning: 'the samples do not add up to the requests sent',
    hint: 'please report it with the run folder: a number made from them could be wrong',
  },
  RESULTS_WRITE_FAILED: {
    exit: exitCodes.results,
    meaning: 'results could not be written',
    hint: 'check space and permission at the path named, or give --results-dir',
  },
  CLEANUP_INCOMPLETE: {
    exit: exitCodes.cleanup,
    meaning: 'something of the run could not be removed',
    hint: 'the commands in the message remove it; ./dyno clean tries again',
  },
  INTERRUPTED: { exit: exitCodes.sigint, meaning: 'stopped by Ctrl-C', hint: 'partial results are kept' },
  TERMINATED: { exit: exitCodes.sigterm, meaning: 'stopped by SIGTERM', hint: 'partial results are kept' },
} as const;
export type ErrorCode = keyof typeof errorTable;

/** The only error that Dyno throws on purpose. Its code decides exit code and hint. */
export class DynoError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly exitCode: number;
  /** Lines that show the cause in its own words, e.g. the end of a log. */
  readonly detail: string[];

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; hint?: string; detail?: string[] } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'DynoError';
    this.code = code;
    this.hint = options.hint ?? errorTable[code].hint;
    this.exitCode = errorTable[code].exit;
    this.detail = options.detail ?? [];
  }
}

/** Makes any thrown thing a DynoError; what is not one yet is a bug of ours. */
export function asDynoError(thrown: unknown): DynoError {
  if (thrown instanceof DynoError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new DynoError('INTERNAL', error.message, {
    cause: error,
    detail: (error.stack ?? '').split('\n').slice(1, 6),
  });
}
