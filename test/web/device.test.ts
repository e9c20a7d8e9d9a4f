import { requestDevice } from "../../src/runtime/gpu/device.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { equal, ok, rejection, suite, test } from "./support/suite.ts";

suite("a GPU device", () => {
  test("is offered in this browser, with the adapter's full limits", async () => {
    const { device, name, isSoftware } = await requestDevice(navigator.gpu);
    console.log(`adapter ${name}, ${isSoftware ? "software" : "hardware"}, ${[...device.features].join(" ")}`);
    const adapter = await navigator.gpu.requestAdapter();
    equal(device.limits.maxBufferSize, adapter?.limits.maxBufferSize, "maxBufferSize");
    ok(device.limits.maxStorageBuffersPerShaderStage >= 8, "storage buffers");
    if (/swiftshader/.test(name)) ok(isSoftware, "SwiftShader is software");
    device.destroy();
  });

  test("that does not exist is refused with a sentence", async () => {
    const error = await rejection(requestDevice(undefined));
    ok(error instanceof UserError, "a UserError");
    equal(error.problems[0]?.code, "no-webgpu");
  });

  test("lives in a page that is isolated, so WebAssembly may have threads", () => {
    ok(crossOriginIsolated, "cross-origin isolated");
  });
});
