import { basename, dirname, resolve } from "node:path";
import { isOnePass, type Assumption, type ModelCard } from "../../runtime/model/card.ts";
import { readCard } from "../../runtime/model/parse-card.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { exists, measureFile, writeAll } from "../disk.ts";
import { exit, type Console } from "../io.ts";
import { headerOf, withEnding } from "../models.ts";

/**
 * `repaint card`: writes a first card beside a network, from what its file says, and says what the file does not, with the
 * usual answers. A card that is there is left alone and printed anew.
 */
export async function cardCommand(argument: string, io: Console): Promise<number> {
  const path = resolve(io.cwd, argument);
  const what = { en: "the network", zh: "网络文件" };
  const network = await headerOf(path);
  const { card, assumed, others } = readCard({}, { file: basename(path), network });
  if (others.length > 0) throw new UserError(strangeInputs(path, others));
  const { sha256, bytes } = await measureFile(path, what);
  const full = { ...said(card), bytes, sha256 };
  const text = `${JSON.stringify(full, null, 2)}\n`;
  const cardPath = withEnding(path, ".json");
  const isThere = await exists(cardPath);
  if (!isThere) await writeAll(dirname(cardPath), [[basename(cardPath), text]]);
  if (io.json) io.out(`${JSON.stringify({ card: full, assumed, file: isThere ? null : cardPath }, null, 2)}\n`);
  else io.out(isThere ? text : `${cardPath}\n`);
  io.note(
    isThere
      ? { en: `"${cardPath}" is there already and was left as it is.`, zh: `“${cardPath}”已存在，未作改动。` }
      : readOff(card),
  );
  for (const item of assumed) io.note(question(item));
  return exit.ok;
}

/** Of a network that knows no noise, what a card says of noise is left out. */
function said(card: ModelCard): object {
  if (!isOnePass(card)) return card;
  const { num_train_timesteps: _steps, beta_schedule: _betas, io, ...rest } = card;
  const { timesteps: _timesteps, ...names } = io;
  return { ...rest, io: names };
}

function readOff(card: ModelCard) {
  const { image, io, variance } = card;
  const { channels, height, width } = image;
  const inputs = isOnePass(card) ? [io.x, io.mask, io.y] : [io.x, io.timesteps, io.label];
  const names = inputs.filter((name) => name !== undefined).join(", ");
  return {
    en: `Read from the network: ${channels}×${height}×${width}, inputs ${names}, output ${io.out}${variance === "learned_range" ? ", learned variance" : ""}. It does not say, so correct where it is wrong:`,
    zh: `已从网络读出：${channels}×${height}×${width}，输入 ${names}，输出 ${io.out}${variance === "learned_range" ? "，学习的方差" : ""}。以下各项文件未注明，如有误请修改：`,
  };
}

function question({ field, value, choices }: Assumption) {
  const said = JSON.stringify(value);
  return { en: `  ${field}: ${said}. ${choices.en}.`, zh: `  ${field}：${said}。${choices.zh}。` };
}

function strangeInputs(path: string, names: readonly string[]) {
  const list = names
    .slice(0, 8)
    .map((name) => `"${name.slice(0, 60)}"`)
    .join(", ");
  return problem(
    "network-misfit",
    {
      en: `The network "${path}" has inputs besides picture, timestep and label: ${list}.`,
      zh: `网络“${path}”除图像、时间步和标签外还有输入：${list}。`,
    },
    {
      en: "Networks that are conditioned on a text cannot be called here; export one without these inputs.",
      zh: "此处无法调用以文本为条件的网络；请导出不含这些输入的网络。",
    },
  );
}
