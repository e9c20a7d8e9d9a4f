import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { pack } from "../../tools/package/pack.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder far from the checkout, with the packed package installed as its users install it. */
export class Installed {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Packs what `npm run build` has made and installs it, with other packages in the versions that this checkout has: npm
   * finds them in its cache where there is no network.
   */
  static async make(...others: readonly string[]): Promise<Installed> {
    const { tarball } = await pack();
    const installed = new Installed(await mkdtemp(join(tmpdir(), "repaint-installed-")));
    await writeFile(join(installed.folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const versions = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const wanted = others.map((name) => `${name}@${versions.devDependencies[name]}`);
    const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--onnxruntime-node-install=skip"];
    const { code, stderr } = await installed.run("npm", "install", ...flags, tarball, ...wanted);
    await rm(dirname(tarball), { recursive: true });
    if (code !== 0) throw new Error(stderr);
    await cp(join(root, "examples"), installed.folder, { recursive: true });
    return installed;
  }

  /** Runs a program in the folder, without what this process's own npm has put into the environment. */
  async run(program: string, ...args: readonly string[]): Promise<Ended> {
    return this.runIn("", program, ...args);
  }

  async runIn(below: string, program: string, ...args: readonly string[]): Promise<Ended> {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS|NODE_TEST)/i.test(name)),
    );
    const options = {
      cwd: join(this.folder, below),
      env: { ...env, ONNXRUNTIME_NODE_INSTALL: "skip" },
      timeout: 600_000,
      maxBuffer: 2 ** 26,
    };
    try {
      return { code: 0, ...(await promisify(execFile)(program, [...args], options)) };
    } catch (error) {
      return error as Ended;
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
