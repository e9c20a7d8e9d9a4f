import { benchWasm } from "./calls-wasm.ts";

benchWasm(1);
