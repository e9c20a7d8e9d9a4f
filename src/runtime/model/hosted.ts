import type { Backend, Tensor } from "../backend.ts";
import type { Network } from "./network.ts";

/** A network that runs on one backend, called with tensors of another: what it is shown and what it says pass through the host. */
export function hosted(network: Network, there: Backend, here: Backend): Network {
  const through = async (
    given: readonly Tensor[],
    ask: (sent: readonly Tensor[]) => Promise<Tensor>,
  ): Promise<Tensor> => {
    const sent: Tensor[] = [];
    try {
      for (const tensor of given) sent.push(there.upload(Float32Array.from(await here.read(tensor)), tensor.shape));
      const said = await ask(sent);
      sent.push(said);
      return here.upload(Float32Array.from(await there.read(said)), said.shape);
    } finally {
      for (const tensor of sent) there.free(tensor);
    }
  };
  const { vjp, answer } = network;
  return {
    card: network.card,
    sha256: network.sha256,
    runner: network.runner,
    call: (x, timestep, label) => through([x], ([shown]) => network.call(sure(shown), timestep, label)),
    ...(vjp && {
      vjp: (x: Tensor, timestep: number, cotangent: Tensor, label?: number) =>
        through([x, cotangent], ([shown, back]) => vjp.call(network, sure(shown), timestep, sure(back), label)),
    }),
    ...(answer && { answer: (inputs: readonly Tensor[]) => through(inputs, (sent) => answer.call(network, sent)) }),
    close: () => network.close(),
  };
}

function sure(tensor: Tensor | undefined): Tensor {
  if (!tensor) throw new Error("a tensor was not sent");
  return tensor;
}
