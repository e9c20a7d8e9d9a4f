import type { Visit } from "../../runtime/execute.ts";
import type { Plan } from "../../runtime/graph/program.ts";
import { scalarsAt } from "../../runtime/diffusion/schedule.ts";
import type { Artifact, NodeDefinition, Part, Picture } from "../../runtime/node.ts";
import type { Floats, Live, Raster, Report, Scatter } from "./messages.ts";
import { exactness, rightPixels } from "../../runtime/laboratory/exactness.ts";
import { conditionalOn } from "../../runtime/laboratory/mixture.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import { commonBounds, inOwnUnits, spanOf, toPicture } from "../../runtime/model/range.ts";
import { rasterOf } from "../../runtime/picture/raster.ts";
import { mapped, maskShown } from "../paint/colour-map.ts";
import { shown } from "./raster.ts";
import type { Recording } from "./recording.ts";
import { Tracks } from "./tracks.ts";

/** Milliseconds between two pictures of one node. */
const PREVIEW_EVERY = 125;
/** The same for points, which are light: a frame of the page, so a cloud is seen to move. */
const POINTS_EVERY = 16;
/** Share of a run's time that may go into pictures which nobody looks at now. */
const RECORDING_SHARE = 0.08;

export type Send = (report: Report, transfer?: Transferable[]) => void;

/** Turns what visits give into pictures: now and then for the page, as often as time allows for the recording. */
export class Showing {
  private readonly shown = new Map<string, number>();
  private readonly pending = new Map<string, Extract<Report, { kind: "preview" }>>();
  private readonly began = performance.now();
  private spent = 0;
  private readonly id: number;
  private readonly watch: ReadonlySet<string>;
  private readonly send: Send;
  private readonly recording: Recording | undefined;
  private readonly isData: boolean;
  private readonly tracks = new Tracks();

  /** @param isData whether the graph is given data, which are shown in colours of a scale. */
  constructor(id: number, watch: ReadonlySet<string>, send: Send, isData: boolean, recording?: Recording) {
    this.id = id;
    this.isData = isData;
    this.watch = watch;
    this.send = send;
    this.recording = recording;
  }

  /**
   * Takes the pictures of a visit.
   *
   * @param transition made so far.
   * @param always whether it is to be seen however lately its node has been.
   */
  async look(plan: Plan, visit: Visit, transition: number, always: boolean): Promise<void> {
    for (const artifact of visit.artifacts)
      if (artifact.kind === "note") this.note(artifact, plan);
      else this.artifact(plan, artifact, visit, transition, always);
    if (!this.watch.has(visit.node)) return;
    const due = this.due(visit.node, always);
    if (!due && !this.records(visit.node, transition)) return;
    const start = performance.now();
    const definition = plan.nodes.find((node) => node.id === visit.node)?.definition;
    const output = definition && pictureOutput(definition);
    const picture = output === undefined ? undefined : await visit.peek(output);
    if (output === undefined || typeof picture !== "object") return;
    const look = lookOf(plan, visit.node, output, this.isData);
    if (look.hasLevel && transition === 0) this.tracks.begin(picture);
    const more = due ? await behind(plan, visit, output, look.range, always) : undefined;
    this.take(visit.node, look.hasLevel ? visit.t : undefined, picture, look, transition, due, more);
    if (!due) this.spent += performance.now() - start;
  }

  /** Pictures go out together, so that the page draws once for all of them. */
  flush(): void {
    for (const report of this.pending.values()) {
      const { raster, live } = report;
      this.send(report, [raster.rgba.buffer, ...(live ? [live.floats.data.buffer] : [])]);
    }
    this.pending.clear();
  }

  private records(node: string, transition: number): boolean {
    if (!this.recording || this.spent > RECORDING_SHARE * (performance.now() - this.began)) return false;
    return this.recording.wants(node, transition);
  }

  private due(node: string, always: boolean, every = PREVIEW_EVERY): boolean {
    const now = performance.now();
    if (!always && now - (this.shown.get(node) ?? -Infinity) < every) return false;
    this.shown.set(node, now);
    return true;
  }

  /** What turns it round is called as the inspector calls it. */
  private note({ node, text, turn }: Extract<Artifact, { kind: "note" }>, plan: Plan): void {
    const { params = [] } = plan.nodes.find((one) => one.id === node)?.definition ?? {};
    const title = params.find(({ name }) => name === turn?.param)?.title;
    const whole = title && {
      en: `${text.en} The other way round: “${title.en}” of the node.`,
      zh: `${text.zh}若应相反：节点的“${title.zh}”。`,
    };
    this.send({ kind: "note", id: this.id, node, text: whole ?? text });
  }

  private artifact(
    plan: Plan,
    artifact: Exclude<Artifact, { kind: "note" }>,
    visit: Visit,
    transition: number,
    always: boolean,
  ): void {
    const { id } = this;
    const { node } = artifact;
    if (artifact.kind === "number")
      return this.send({ kind: "number", id, node, name: artifact.name, value: artifact.value });
    if (artifact.kind === "save") {
      if (this.isData && artifact.values) return this.dataResult(artifact, artifact.values, transition);
      const raster = rasterOf(artifact.picture);
      this.send({ kind: "result", id, node, name: artifact.name, raster }, [raster.rgba.buffer]);
      return this.take(node, undefined, artifact.picture, PICTURE, transition, true);
    }
    if (artifact.kind === "points") return this.points(plan, artifact, visit, transition, always);
    const picture = artifact.kind === "picture" ? artifact.picture : artifact.pictures.at(-1);
    if (picture && this.due(node, always)) this.take(node, visit.t, picture, PICTURE, transition, true);
  }

  /** Data go out as the numbers that they are, not rounded to the steps of a picture. */
  private dataResult({ node, name }: Named, values: Picture, transition: number): void {
    const { raster, low, high } = mapped(values);
    const floats = floatsOf(values, [low, high], PLAIN);
    this.send({ kind: "result", id: this.id, node, name, raster, values: floats }, [
      raster.rgba.buffer,
      floats.data.buffer,
    ]);
    this.take(node, undefined, values, { range: [low, high], hasLevel: false, units: PLAIN }, transition, true);
  }

  /** Points go out at once: they are what is seen to move. */
  private points(plan: Plan, artifact: PointsArtifact, visit: Visit, transition: number, always: boolean): void {
    const { node } = artifact;
    const followed = this.followed(plan, artifact, transition);
    const due = this.due(node, always, POINTS_EVERY);
    if (!due && !this.records(node, transition)) return;
    const start = performance.now();
    const scatter = { ...scatterOf(artifact, always), ...followed };
    const frame = { node, t: visit.t, raster: emptyRaster(), scatter };
    this.recording?.put({ ...frame, transition });
    if (due) this.send({ kind: "preview", id: this.id, ...frame });
    else this.spent += performance.now() - start;
  }

  /** Where points began and have been. */
  private followed(plan: Plan, { node, points }: PointsArtifact, transition: number): Partial<Scatter> {
    if (points.length === 0) return {};
    if (plan.nodes.some(({ definition }) => definition.category === "batch")) return { isMixed: true };
    const origins = this.tracks.originsOf(points.length / 2);
    return { trail: this.tracks.follow(node, transition, points), ...(origins && { origins }) };
  }

  private take(
    node: string,
    t: number | undefined,
    whole: Picture,
    look: Look,
    transition: number,
    due: boolean,
    more: Omit<Live, "floats"> = { parts: {}, scalars: {} },
  ): void {
    const picture = shown(whole);
    const raster = rasterFor(picture, look);
    const level = t === undefined ? {} : { t };
    this.recording?.put({ node, transition, raster, ...level });
    if (!due) return;
    const own = this.recording ? { ...raster, rgba: raster.rgba.slice() } : raster;
    const [, , H, W] = whole.shape;
    const floats = { ...floatsOf(picture, look.range, look.units), ...(picture !== whole && { of: [H, W] as const }) };
    const live = { ...more, floats };
    this.pending.set(node, { kind: "preview", id: this.id, node, raster: own, live, ...level });
  }
}

/** How the numbers of an output become a picture. */
interface Look {
  readonly range: readonly [number, number];
  readonly hasLevel: boolean;
  readonly isMask?: boolean;
  /** Of the network, where its channels have ranges of their own. */
  readonly image?: ModelCard["image"];
  /** Of data. */
  readonly units?: Units;
}

type Units = NonNullable<Floats["units"]>;
type Named = Extract<Artifact, { kind: "save" }>;

const PICTURE: Look = { range: [-1, 1], hasLevel: false };
/** The numbers are in their own units already. */
const PLAIN: Units = { mean: [], scale: [] };

function rasterFor(picture: Picture, { range, isMask, image, units }: Look): Raster {
  const { shape, data } = picture;
  if (isMask) return rasterOf(maskShown(picture), range);
  if (units) return mapped({ shape, data: inOwnUnits(data, shape, units) }).raster;
  return image ? rasterOf({ shape, data: toPicture(data, shape, image) }) : rasterOf(picture, range);
}

type PointsArtifact = Extract<Artifact, { kind: "points" }>;

/** @param closely with what is measured of them, which takes a while. */
function scatterOf({ points, mixture, known }: PointsArtifact, closely: boolean): Scatter {
  const held = { points, ...(mixture && { mixture }), ...(known !== undefined && { known }) };
  if (!closely || !mixture || known === undefined || points.length === 0 || !points.every(Number.isFinite)) return held;
  return { ...held, exactness: exactness(rightPixels(points), conditionalOn(mixture, known)) };
}

const emptyRaster = (): Raster => ({ width: 1, height: 1, rgba: new Uint8ClampedArray(4) });

const floatsOf = ({ shape, data }: Picture, range: readonly [number, number], units?: Units): Floats => ({
  shape,
  data: new Float32Array(data),
  range,
  ...(units && { units }),
});

/** The schedule's numbers at the level that the visit came from and, where it is looked at closely, all of a prediction. */
async function behind(
  plan: Plan,
  visit: Visit,
  output: string,
  range: readonly [number, number],
  closely: boolean,
): Promise<Omit<Live, "floats">> {
  const slot = plan.nodes.find(({ id }) => id === visit.node)?.outputs.get(output);
  const facts = slot === undefined ? undefined : plan.slots[slot]?.facts;
  const scalars = facts?.schedule ? { ...scalarsAt(facts.schedule, visit.move?.from ?? visit.t) } : {};
  const parts: Partial<Record<Part, Floats>> = {};
  if (closely && facts?.type === "prediction") {
    for (const part of ["eps", "log_variance", "x_t"] as const) {
      const picture = await visit.read(output, part);
      if (typeof picture === "object") parts[part] = floatsOf(picture, range);
    }
  }
  return { parts, scalars };
}

/** Masks go from 0 to 1, pictures over the range of their model; samples and predictions have a level. */
function lookOf(plan: Plan, id: string, output: string, isData: boolean): Look {
  const node = plan.nodes.find((other) => other.id === id);
  const slot = node?.outputs.get(output);
  const facts = slot === undefined ? undefined : plan.slots[slot]?.facts;
  const hasLevel = facts?.type === "sample" || facts?.type === "prediction";
  if (facts?.type === "mask") return { range: [0, 1], hasLevel, isMask: true };
  const image = (facts?.card ?? node?.site.card)?.image;
  // Where channels have ranges of their own, one pair of numbers cannot turn them into colours.
  const units = isData && { units: { mean: image?.mean ?? [], scale: image?.scale ?? [] } };
  return { range: spanOf(image), hasLevel, ...units, ...(image && !commonBounds(image) && { image }) };
}

/** The output of a node that is shown: its first one that carries a picture. */
function pictureOutput(definition: NodeDefinition): string | undefined {
  const pictures = ["image", "mask", "sample", "prediction"];
  return definition.outputs.find(({ type }) => typeof type !== "string" || pictures.includes(type))?.name;
}
