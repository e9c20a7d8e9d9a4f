/** What is said to those who do not see, and of the outline, in English. */
export const outlineEn = {
  outline: "Outline",
  canvasKeys:
    "Tab goes through the nodes, arrows follow the wires, brackets go through the sockets, Enter opens the params; the outline has the same as a tree.",
  added: (title: string) => `Added ${title}.`,
  removed: "Deleted.",
  running: (calls: string, all: string, t: string) => `Running: ${calls} of ${all} calls, t = ${t}.`,
  states: {
    running: "The run has begun.",
    paused: "Paused.",
    finished: "The run is finished.",
    cancelled: "The run was stopped.",
    failed: "The run has failed.",
  },
};
