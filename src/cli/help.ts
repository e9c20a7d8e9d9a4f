import type { Registry } from "../runtime/node.ts";
import type { Language, Text } from "../runtime/text.ts";
import type { CommandName, OptionName } from "./options.ts";
import { commands } from "./options.ts";
import { shippedNames } from "./package.ts";
import { settableParams } from "./settings.ts";

const summaries: Readonly<Record<CommandName, { readonly usage: string; readonly text: Text }>> = {
  run: {
    usage: "run GRAPH",
    text: { en: "runs a graph and writes its pictures and result.json", zh: "运行图，写出图像和 result.json" },
  },
  fill: {
    usage: "fill PHOTO [MASK]",
    text: {
      en: "fills the holes of a photograph of any size: what MASK marks, a black-and-white picture or a copy painted over; without it, what is transparent",
      zh: "修补任意尺寸照片中的待填充处：由 MASK（黑白图或涂画过的副本）标出；不给 MASK 时为其透明部分",
    },
  },
  trace: {
    usage: "trace GRAPH",
    text: { en: "levels, network calls and transitions, without a model", zh: "噪声级、网络调用和转移次数，无需模型" },
  },
  check: {
    usage: "check GRAPH",
    text: {
      en: "everything that is wrong with a graph; exit code 1 if anything is",
      zh: "列出图的所有问题；有问题则退出码为 1",
    },
  },
  card: {
    usage: "card NETWORK.onnx",
    text: {
      en: "writes a first card for a network of yours, and says what its file does not tell",
      zh: "为您的网络生成模型卡，并说明文件未注明的内容",
    },
  },
  models: {
    usage: "models [fetch|remove REF]",
    text: {
      en: "networks from the net (https:… or hf:OWNER/NAME/FILE.onnx): lists, fetches, removes",
      zh: "来自网络的模型（https:… 或 hf:所有者/名称/文件.onnx）：列出、获取、移除",
    },
  },
  parity: {
    usage: "parity DIR...",
    text: {
      en: "replays recorded official runs and prints the largest difference",
      zh: "重放官方运行的录制，给出最大差异",
    },
  },
  diff: {
    usage: "diff A [B]",
    text: {
      en: "what is other in a second graph, or in the same with --set: nodes, params, wires, walk; with --run the samples",
      zh: "第二个图（或同一图加 --set）有何不同：节点、参数、连线、走法；加 --run 则比较样本",
    },
  },
  explain: {
    usage: "explain GRAPH [--to latex]",
    text: {
      en: "a graph as numbered pseudocode, made from what runs; --to text, markdown or latex",
      zh: "把图写成带行号的伪代码，由实际运行内容生成；--to text、markdown 或 latex",
    },
  },
  export: {
    usage: "export GRAPH --to pytorch",
    text: {
      en: "writes a graph as one Python file of PyTorch and NumPy; --to notebook as a Jupyter notebook",
      zh: "把图写成一个只依赖 PyTorch 和 NumPy 的 Python 文件；--to notebook 写成 Jupyter 笔记本",
    },
  },
  exactness: {
    usage: "exactness GRAPH",
    text: {
      en: "how far a graph's answers are from the exact conditional, on pictures of two pixels",
      zh: "在两像素图像上，图的结果与精确条件分布相差多少",
    },
  },
  page: {
    usage: "page DIR",
    text: {
      en: "puts the editor into a folder, complete, for any web server",
      zh: "把完整的编辑器放入文件夹，供任何网页服务器使用",
    },
  },
  batch: {
    usage: "batch STUDY.json|FOLDER",
    text: {
      en: "fills many pictures in many ways and measures them; stopped at any moment, the same line goes on",
      zh: "以多种方式填充大量图像并测量；随时可停，再次运行同一命令即继续",
    },
  },
  sweep: {
    usage: "sweep GRAPH [--over …]",
    text: {
      en: "runs a graph at every combination of values of its params, those of its Sweep nodes or --over: table, measures, contact sheet; goes on where it was stopped",
      zh: "以参数的每种取值组合（取自“扫描”节点或 --over）运行图：表格、度量、缩略图表；可从中断处继续",
    },
  },
  report: {
    usage: "report FOLDER",
    text: {
      en: "the results of a study as one HTML file, and as tables for LaTeX",
      zh: "把研究结果写成一个独立的 HTML 文件，以及 LaTeX 表格",
    },
  },
  power: {
    usage: "power FOLDER",
    text: {
      en: "from the results of a pilot study, how many pictures each comparison needs to be decided",
      zh: "由试验性研究的结果推算：各项比较需要多少图像才能得出结论",
    },
  },
  "user-study": {
    usage: "user-study FOLDER",
    text: {
      en: "a page that asks people which of two fills of a study looks more realistic, for any static host",
      zh: "生成询问哪种填充更真实的网页，可放在任何静态主机上",
    },
  },
  votes: {
    usage: "votes KEY.json FILES...",
    text: {
      en: "merges the answers of a user study: who was preferred, with 95 % intervals",
      zh: "合并用户研究的答案：谁更受偏好，附 95 % 区间",
    },
  },
  worker: {
    usage: "worker --queue URL",
    text: {
      en: "takes pictures of studies from a queue and fills them, on any machine, until it is stopped",
      zh: "在任意机器上从队列领取研究的图像并填充，直到停止",
    },
  },
  import: {
    usage: "import FILE.yml",
    text: {
      en: "makes a graph of a configuration of the official code; --out FILE.json keeps it",
      zh: "把官方代码的配置变成图；--out FILE.json 保存到文件",
    },
  },
};

const optionHelp: Readonly<Record<OptionName, { readonly usage: string; readonly text: Text }>> = {
  image: {
    usage: "--image FILE",
    text: {
      en: "the picture to be completed: PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF, or data (.npy)",
      zh: "待补全的图像：PNG、JPEG、WebP、GIF、BMP、TIFF、AVIF，或数据（.npy）",
    },
  },
  mask: {
    usage: "--mask FILE",
    text: {
      en: "a mask: black is filled, or white where black is nearly everything; default: what is transparent in the picture",
      zh: "掩码：黑为待填充，若黑几乎占满则取白；默认取图像中的透明部分",
    },
  },
  model: {
    usage: "--model FILE",
    text: {
      en: "a network (.onnx, with or without a card beside it), or a bundled NAME",
      zh: "网络（.onnx，旁边可有模型卡），或内置模型名",
    },
  },
  "paste-back": {
    usage: "--[no-]paste-back",
    text: {
      en: "your picture comes back, its hole filled (default with --image), or the network's alone",
      zh: "结果为填充后的原图（给出 --image 时默认），或仅网络生成的图像",
    },
  },
  set: {
    usage: "--set NODE.PARAM=VALUE",
    text: {
      en: "changes a param; may be repeated; NODE is an id or a type",
      zh: "修改参数，可重复；节点可用 id 或类型",
    },
  },
  nodes: {
    usage: "--nodes DIR",
    text: {
      en: "your own node types, for a graph that names some without bringing them (default: nodes beside the graph)",
      zh: "自制节点类型所在文件夹，供只引用而未附带定义的图使用（默认为图旁的 nodes）",
    },
  },
  over: {
    usage: "--over NODE.PARAM=N,N,…",
    text: {
      en: "values that a param takes, or FROM:TO:STEP; may be repeated: every combination is run",
      zh: "参数的各个取值，或 起:止:步长；可重复，每种组合各运行一次",
    },
  },
  seeds: {
    usage: "--seeds N",
    text: { en: "answers of each combination (default 1)", zh: "每种组合的答案数（默认 1）" },
  },
  device: {
    usage: "--device NAME",
    text: { en: "auto (default), cpu, native, wasm or webgpu", zh: "auto（默认）、cpu、native、wasm 或 webgpu" },
  },
  threads: {
    usage: "--threads N",
    text: { en: "threads of a network call; default: what is fastest here", zh: "网络调用的线程数；默认取此处最快者" },
  },
  seed: { usage: "--seed N", text: { en: "takes the place of every seed in the graph", zh: "替换图中所有随机种子" } },
  out: {
    usage: "--out DIR",
    text: {
      en: "folder for the results (default: result); made if it is not there",
      zh: "结果文件夹（默认 result），不存在则创建",
    },
  },
  film: {
    usage: "--film NAME.gif|.png",
    text: {
      en: "the walk as an animated picture too, under this name in the folder of the results",
      zh: "另将游走过程存为动画，以此文件名写入结果文件夹",
    },
  },
  "film-every": {
    usage: "--film-every N",
    text: {
      en: "every Nth step is a frame, counted back from the last (default: at most 120 frames)",
      zh: "从最后一步往回，每 N 步取一帧（默认最多 120 帧）",
    },
  },
  tolerance: {
    usage: "--tolerance X",
    text: { en: "largest difference allowed (default 1e-5)", zh: "允许的最大差异（默认 1e-5）" },
  },
  to: {
    usage: "--to pytorch",
    text: { en: "what to write", zh: "写成什么" },
  },
  data: {
    usage: "--data NAME",
    text: {
      en: "data of two pixels: blobs (default), moons, spiral, checkerboard, rings, or SPREAD;X,Y;X,Y;…",
      zh: "两像素数据：blobs（默认）、moons、spiral、checkerboard、rings，或 宽度;X,Y;X,Y;…",
    },
  },
  known: {
    usage: "--known X",
    text: { en: "the left pixel, which is known (default 0.3)", zh: "已知的左侧像素（默认 0.3）" },
  },
  r: {
    usage: "--r R,R,…",
    text: { en: "jump_n_sample of every jump-back, one run each", zh: "每个跳回节点的 jump_n_sample，各运行一次" },
  },
  vary: {
    usage: "--vary NODE.PARAM=N,N,…",
    text: {
      en: "another number of the graph than r, one run for each value",
      zh: "改变图中 r 以外的数值参数，每个取值各运行一次",
    },
  },
  particles: {
    usage: "--particles N",
    text: { en: "answers at once (default 4096)", zh: "一次得到的结果数（默认 4096）" },
  },
  answers: {
    usage: "--answers N",
    text: {
      en: "pictures to choose from, each from noise of its own (default 1)",
      zh: "供选择的结果数，各由自己的噪声生成（默认 1）",
    },
  },
  run: {
    usage: "--run",
    text: {
      en: "runs both with one seed: their distance at each level; --out keeps both pictures and their difference",
      zh: "以同一种子运行两者，给出各噪声级上的距离；--out 保存两图及其差异",
    },
  },
  yes: {
    usage: "--yes",
    text: { en: "agrees to the download; without it only its size is told", zh: "同意下载；否则只说明大小" },
  },
  dry: {
    usage: "--dry",
    text: {
      en: "only says how many network calls there are, and how long they take here",
      zh: "只说明网络调用次数及在此所需时间",
    },
  },
  workers: {
    usage: "--workers N",
    text: {
      en: "pictures are filled on so many threads at once (default: one a core)",
      zh: "同时填充的线程数（默认每核一个）",
    },
  },
  queue: {
    usage: "--queue redis://HOST",
    text: {
      en: "a Redis server: pictures are filled by repaint worker, wherever it runs",
      zh: "Redis 服务器：图像由任意机器上的 repaint worker 填充",
    },
  },
  takeover: {
    usage: "--takeover SECONDS",
    text: {
      en: "after which the job of a worker that fell silent goes to another (default 30)",
      zh: "工作进程失联多少秒后由其他进程接手（默认 30）",
    },
  },
  editor: {
    usage: "--editor URL",
    text: {
      en: "address of the editor that a report's graphs open in (default: npm start's)",
      zh: "报告中的图用哪个地址的编辑器打开（默认 npm start 的地址）",
    },
  },
  effect: {
    usage: "--effect MEASURE=SIZE",
    text: {
      en: "the difference that matters, as in psnr_filled=1; may be repeated (default: 0.5 dB, 0.01 of SSIM and LPIPS)",
      zh: "多大的差异才算重要，如 psnr_filled=1；可重复（默认 0.5 dB，SSIM 与 LPIPS 为 0.01）",
    },
  },
  against: {
    usage: "--against SETTING",
    text: {
      en: "the setting that the others are held against (default: the first)",
      zh: "作为比较对象的设置（默认第一个）",
    },
  },
  pictures: {
    usage: "--pictures N",
    text: { en: "pictures of each mask (default 20)", zh: "每种掩码的图像数（默认 20）" },
  },
  serve: {
    usage: "--serve",
    text: {
      en: "asks on this machine alone until Ctrl-C; answers are appended to votes.jsonl",
      zh: "仅在本机询问，直到 Ctrl-C；答案追加到 votes.jsonl",
    },
  },
  port: {
    usage: "--port N",
    text: { en: "port to ask at (default 8090; 0 takes any)", zh: "询问所用端口（默认 8090；0 为任意）" },
  },
  map: {
    usage: "--map FROM=TO",
    text: {
      en: "where a folder of the study's machine lies here; may be repeated",
      zh: "研究所在机器的文件夹在此处的位置，可重复",
    },
  },
  plan: {
    usage: "--plan",
    text: {
      en: "prints the plan instead: order, loops, kernels, last uses",
      zh: "改为打印执行计划：顺序、循环、核函数、最后使用处",
    },
  },
  json: {
    usage: "--json",
    text: { en: "one JSON object on the output, errors included", zh: "在标准输出给出一个 JSON 对象，错误也在其中" },
  },
  quiet: { usage: "--quiet", text: { en: "no progress, notes and warnings", zh: "不显示进度、说明和警告" } },
  lang: {
    usage: "--lang en|zh",
    text: { en: "language of all words (default: the locale's)", zh: "语言（默认随系统区域）" },
  },
  help: { usage: "--help", text: { en: "this text", zh: "本说明" } },
};

const words = {
  en: {
    title: "repaint: runs RePaint sampling graphs without a page.",
    graph: "GRAPH is a .json file, a PNG with a graph inside, or a shipped graph:",
    more: 'See "repaint COMMAND --help", and "repaint help params" for every param that --set may name.',
    exits:
      "Exit codes: 0 done; 1 something is wrong with what was given, said in sentences; 2 a bug; 130 cancelled (Ctrl-C).",
    usage: "Usage",
    options: "Options",
    params:
      "NODE.PARAM for --set, its range or choices (and default), and what it is. In place of a type, a node's id names that node alone.",
  },
  zh: {
    title: "repaint：不开网页运行 RePaint 采样图。",
    graph: "GRAPH 是 .json 文件、内含图的 PNG，或内置图之一：",
    more: "详见“repaint 命令 --help”；“repaint help params”列出 --set 可用的所有参数。",
    exits: "退出码：0 完成；1 输入有误（以语句说明）；2 程序错误；130 已取消（Ctrl-C）。",
    usage: "用法",
    options: "选项",
    params: "--set 的 节点.参数、范围或选项（及默认值）和含义。用节点 id 代替类型则只改该节点。",
  },
} as const;

const row = (left: string, right: string): string => `  ${left.padEnd(26)} ${right}`;

export async function generalHelp(language: Language): Promise<string> {
  const { title, graph, more, exits } = words[language];
  const rows = Object.values(summaries).map(({ usage, text }) => row(usage, text[language]));
  return [title, "", ...rows, "", graph, `  ${(await shippedNames("graphs")).join(", ")}`, "", more, exits, ""].join(
    "\n",
  );
}

export function commandHelp(command: CommandName, language: Language): string {
  const { usage, text } = summaries[command];
  const names: readonly OptionName[] = [...commands[command], "json", "quiet", "lang", "help"];
  const rows = names.map((name) => row(optionHelp[name].usage, optionHelp[name].text[language]));
  const { usage: heading, options, exits, more } = words[language];
  return [
    `${heading}: repaint ${usage} [...]`,
    `  ${text[language]}`,
    "",
    `${options}:`,
    ...rows,
    "",
    more,
    exits,
    "",
  ].join("\n");
}

export function paramsHelp(registry: Registry, language: Language): string {
  return `${words[language].params}\n\n${settableParams(registry, language)}\n`;
}
