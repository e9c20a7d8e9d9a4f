import { warning, type Problem } from "../problem.ts";

/** Notes that are said one by one: a file can be made of nothing but what has to be left out. */
const MOST = 40;

/** Collects what a reader of a file left out or changed; beyond 40 it only counts. */
export class LeftOut {
  private readonly said: Problem[] = [];
  private more = 0;

  /** Something that is not part of a graph, by its place in the file. */
  add(what: string, node?: string): void {
    if (this.said.length >= MOST) this.more++;
    else this.said.push(dropped(what, node));
  }

  /** All entries of a list from one on, because a graph has no more of them. */
  rest(list: string, most: number, from: number, length: number): void {
    const [first, last] = [`${list}[${from}]`, `${list}[${length - 1}]`];
    this.note(
      warning(
        "dropped",
        {
          en: `A graph has at most ${most} ${list}: ${first} to ${last} were left out.`,
          zh: `一个图的 ${list} 最多 ${most} 项：${first} 至 ${last} 已略去。`,
        },
        {
          en: "Put what belongs together into node types of the graph's own, or into several graphs.",
          zh: "请把相关的部分合为图自有的节点类型，或拆成几个图。",
        },
      ),
    );
  }

  note(item: Problem): void {
    if (this.said.length >= MOST) this.more++;
    else this.said.push(item);
  }

  get notes(): readonly Problem[] {
    return this.more > 0 ? [...this.said, andMore(this.more)] : this.said;
  }
}

function dropped(what: string, node?: string): Problem {
  return warning(
    "dropped",
    { en: `${what} is not part of a graph and was left out.`, zh: `${what} 不属于图，已略去。` },
    { en: "Nothing needs to be done unless you miss it.", zh: "若不缺少什么，则无需处理。" },
    node === undefined ? {} : { node },
  );
}

function andMore(rest: number): Problem {
  return warning(
    "dropped",
    { en: `${rest} more parts of the file were left out.`, zh: `文件中另有 ${rest} 处已略去。` },
    { en: "Ask whoever made it for a whole one, if you miss something.", zh: "若缺少内容，请向作者索取完整的文件。" },
  );
}
