/** The module that our own k6 binary holds (k6/extension/module.go). */
declare module 'k6/x/dyno' {
  const dyno: {
    /** Reads the load file, once per process, and returns the k6 options of its test; throws what is wrong with it. */
    options(loadFile: string, shapeKind: string): Record<string, unknown>;
    /** Sends every request of the test, each at its instant, and returns when the last one has ended. */
    run(): void;
    /** Writes the client's report; belongs in teardown. */
    finish(): void;
  };
  export default dyno;
}
