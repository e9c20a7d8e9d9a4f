import { UserError } from "../../src/runtime/problem.ts";
import { onDevices } from "./support/gpu.ts";
import { savedPicture, smallRun } from "./support/small-run.ts";
import { equal, ok, rejection, suite, test } from "./support/suite.ts";
import { openTiny } from "./support/tiny.ts";

suite("a run on WebGPU leaves nothing alive on the device", () => {
  test("when it is left half way", () =>
    onDevices(async (devices) => {
      const network = await openTiny(devices);
      for await (const { index } of smallRun(devices.gpu, network, 9)) if (index === 20) break;
      equal(devices.gpu.live, 0, "live tensors");
      await network.close();
    }));

  test("when it is aborted, wherever that is", () =>
    onDevices(async (devices) => {
      const network = await openTiny(devices);
      for (const at of [0, 1, 7, 8, 9, 10, 11, 12, 13]) {
        const abort = new AbortController();
        const run = smallRun(devices.gpu, network, 9, abort.signal);
        const error = await rejection(
          (async () => {
            for await (const { index } of run) if (index === at) abort.abort();
          })(),
        );
        ok(error instanceof DOMException && error.name === "AbortError", String(error));
        equal(devices.gpu.live, 0, `live tensors after an abort at visit ${at}`);
      }
      await network.close();
    }));

  for (const at of [8, 11, 13]) {
    test(`when the device is lost after visit ${at}, which is said with the node's name`, () =>
      onDevices(async (devices) => {
        const network = await openTiny(devices);
        const run = smallRun(devices.gpu, network, 9);
        const error = await rejection(
          (async () => {
            for await (const { index } of run) {
              if (index === at) {
                devices.opened.device.destroy();
                await devices.gpu.lost;
              }
            }
          })(),
        );
        ok(error instanceof UserError, String(error));
        equal(error.problems[0]?.code, "device-lost");
        ok(error.problems[0]?.node !== undefined, "a node");
        equal(devices.gpu.live, 0, "live tensors");
        await network.close();
      }));
  }

  test("when there is no room, wherever in the run that is", () =>
    onDevices(async (devices) => {
      const { gpu } = devices;
      const network = await openTiny(devices);
      const { alloc } = gpu;
      for (let full = 1; full <= 24; full++) {
        let asked = 0;
        gpu.alloc = (shape) => alloc.call(gpu, ++asked < full ? shape : [1, 1, 2 ** 16, 2 ** 16]);
        const error = await rejection(savedPicture(smallRun(gpu, network, 9)));
        ok(error instanceof UserError && error.problems[0]?.code === "out-of-memory", String(error));
        equal(gpu.live, 0, `live tensors when the tensor ${full} could not be had`);
      }
      gpu.alloc = alloc;
      await network.close();
    }));

  test("when a buffer could not be had, and the next run succeeds", () =>
    onDevices(async (devices) => {
      const { gpu, opened } = devices;
      const network = await openTiny(devices);
      const { device } = opened;
      const { popErrorScope } = device;
      const run = smallRun(gpu, network, 9);
      const error = await rejection(
        (async () => {
          for await (const { index } of run) {
            if (index !== 3) continue;
            device.popErrorScope = async () => {
              await popErrorScope.call(device);
              return new GPUOutOfMemoryError("no room");
            };
            const refused = gpu.alloc([1, 1, 3, 3]);
            device.popErrorScope = popErrorScope;
            gpu.free(refused);
          }
        })(),
      );
      ok(error instanceof UserError, String(error));
      equal(error.problems[0]?.code, "out-of-memory");
      equal(gpu.live, 0, "live tensors");
      await device.queue.onSubmittedWorkDone();
      await savedPicture(smallRun(gpu, network, 9));
      await network.close();
    }));
});

suite("memory on the device", () => {
  test("does not grow with the number of steps", () =>
    onDevices(async (devices) => {
      const { gpu, opened } = devices;
      const network = await openTiny(devices);
      const { device } = opened;
      await savedPicture(smallRun(gpu, network, 9));
      const { createBuffer } = device;
      let made = 0;
      device.createBuffer = (descriptor) => {
        // ONNX Runtime's staging buffers, for the operations it runs on the CPU, come and go.
        if (descriptor.usage & GPUBufferUsage.STORAGE) made += 1;
        return createBuffer.call(device, descriptor);
      };
      await savedPicture(smallRun(gpu, network, 90));
      equal(made, 0, "storage buffers made in a run of ten times the steps");
      await network.close();
    }));
});
