import config from "../web-test-runner.config.mjs";

/** The measurements that need a browser, served by the test runner; long, so it waits longer. */
export default {
  ...config,
  rootDir: new URL("..", import.meta.url).pathname,
  files: "bench/*.bench.ts",
  testsFinishTimeout: 1_800_000,
  testFramework: { config: { timeout: 1_800_000 } },
};
