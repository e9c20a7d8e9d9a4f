import type { GraphLink } from "../../runtime/graph/format.ts";
import type { Point } from "./geometry.ts";
import type { GestureHost } from "./gesture-host.ts";
import type { GraphView, Hit } from "./graph-view.ts";
import type { Side } from "./hits.ts";
import type { SocketFace } from "./scene.ts";

type SocketHit = Extract<Hit, { kind: "socket" }>;

/** Laying a wire: from the socket where it began to the one where it ends. */
export class Wiring {
  readonly node: string;
  readonly side: Side;
  readonly index: number;
  readonly socket: string;
  /** The input whose wire was picked up. */
  private readonly loose: { readonly to: string; readonly input: string } | undefined;
  private readonly view: GraphView;
  private readonly host: GestureHost;

  /** @param pickUp a wired input gives up its wire, which is then held at its far end. */
  constructor(hit: SocketHit, pickUp: boolean, view: GraphView, host: GestureHost) {
    const source =
      pickUp && hit.side === "input" && hit.socket.wired ? view.sourceOf(hit.node, hit.socket.name) : undefined;
    this.node = source?.node ?? hit.node;
    this.side = source ? "output" : hit.side;
    this.index = source?.index ?? hit.index;
    this.socket = source?.socket ?? hit.socket.name;
    this.loose = source && { to: hit.node, input: hit.socket.name };
    this.view = view;
    this.host = host;
  }

  /** Shows the wire with its free end at a point, and which sockets would take it. */
  draw(here: Point, reach: number): void {
    const target = this.target(here, reach);
    const to = target ? (this.view.socketAt(target.node, target.side, target.index) ?? here) : here;
    const { node, side, index } = this;
    this.view.setDraft({ node, side, index, to, fits: (...other) => this.fits(...other) });
    this.host.say(target ? (this.host.refusal(this.linkTo(target)) ?? "") : "");
  }

  /** Lays the wire to what is at a point. @param open a wire that ends nowhere asks for a node. */
  lay(here: Point, reach: number): void {
    const target = this.target(here, reach);
    const { loose, host } = this;
    if (!target) {
      if (loose) host.rewire(loose.to, loose.input, undefined);
      else if (this.view.hit(here, reach).kind === "ground") host.dropped(here, this);
      else host.say("");
      return;
    }
    const link = this.linkTo(target);
    if (host.refusal(link) !== undefined) host.refused(link, here);
    else if (loose) host.rewire(loose.to, loose.input, link);
    else host.connect(link);
  }

  private fits(node: string, side: Side, socket: SocketFace): boolean {
    if (node === this.node && side === this.side && socket.name === this.socket) return true;
    return side !== this.side && this.host.refusal(this.linkTo({ node, socket })) === undefined;
  }

  private target(here: Point, reach: number): SocketHit | undefined {
    const hit = this.view.hit(here, reach * 1.5);
    return hit.kind === "socket" && hit.side !== this.side ? hit : undefined;
  }

  private linkTo({ node, socket }: { readonly node: string; readonly socket: { readonly name: string } }): GraphLink {
    return this.side === "output"
      ? [this.node, this.socket, node, socket.name]
      : [node, socket.name, this.node, this.socket];
  }
}
