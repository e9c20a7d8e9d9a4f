import { problem, UserError } from "../problem.ts";

/** A device to run on, and what it is. */
export interface OpenedDevice {
  readonly device: GPUDevice;
  /** For people: "nvidia ampere", "google swiftshader". */
  readonly name: string;
  /** An adapter that emulates a GPU on the CPU: right answers, some hundred times slower than WebAssembly. */
  readonly isSoftware: boolean;
}

const softwareNames = /swiftshader|llvmpipe|lavapipe|software|basic render|\bwarp\b/i;
const wantedFeatures: readonly GPUFeatureName[] = ["shader-f16", "subgroups", "timestamp-query"];

/** The adapter in words, without repeating itself. */
function adapterName(info: GPUAdapterInfo): string {
  const words = [info.vendor, info.architecture, info.device, info.description].filter((word) => word !== "");
  return [...new Set(words)].join(" ") || "unnamed GPU";
}

/** Whether the adapter only pretends to be a GPU; `device=auto` must never take such a one. */
function isSoftwareAdapter(info: GPUAdapterInfo): boolean {
  return info.isFallbackAdapter || softwareNames.test(adapterName(info));
}

/** All that the adapter offers: networks need large buffers, fused kernels need many of them. */
function fullLimits(adapter: GPUAdapter): Record<string, number> {
  const limits: Record<string, number> = {};
  for (const name in adapter.limits) {
    const value: unknown = Reflect.get(adapter.limits, name);
    if (typeof value === "number") limits[name] = value;
  }
  return limits;
}

/**
 * Opens the best adapter's device, with all its limits and the features that networks profit from.
 *
 * @param software whether an adapter that draws in software will do; its device takes long to open.
 * @throws UserError `no-webgpu` when the browser offers no such adapter or no device.
 */
export async function requestDevice(gpu: GPU | undefined, software = true): Promise<OpenedDevice> {
  const adapter = (await gpu?.requestAdapter({ powerPreference: "high-performance" })) ?? undefined;
  if (!adapter) throw noWebGpu("no GPU adapter is offered here");
  if (!software && isSoftwareAdapter(adapter.info)) throw noWebGpu("the adapter draws in software");
  const requiredFeatures = wantedFeatures.filter((feature) => adapter.features.has(feature));
  try {
    const device = await adapter.requestDevice({ requiredFeatures, requiredLimits: fullLimits(adapter) });
    return { device, name: adapterName(adapter.info), isSoftware: isSoftwareAdapter(adapter.info) };
  } catch (error) {
    throw noWebGpu(error instanceof Error ? error.message : String(error));
  }
}

function noWebGpu(reason: string): UserError {
  return new UserError(
    problem(
      "no-webgpu",
      { en: `WebGPU cannot be used: ${reason}.`, zh: `无法使用 WebGPU：${reason}。` },
      {
        en: "Choose the device cpu, or use a browser with WebGPU switched on.",
        zh: "请将设备选为 cpu，或使用已启用 WebGPU 的浏览器。",
      },
    ),
  );
}
