import { writeNpy } from "../runtime/picture/npy.ts";
import type { Floats } from "./engine/messages.ts";
import { fileName } from "./files.ts";

/** The numbers of a result as NumPy reads them (`.npy`, float32): nothing is rounded. */
export function arrayFile(name: string, values: Floats): File {
  return new File([new Uint8Array(writeNpy(values))], fileName(name.replace(/\.npy$/i, ""), "npy"));
}
