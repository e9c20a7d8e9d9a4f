/** Entries of a configuration that say what the network is: they stand on its card. */
export const networkEntries: ReadonlySet<string> = new Set([
  "image_size",
  "diffusion_steps",
  "noise_schedule",
  "learn_sigma",
  "predict_xstart",
  "rescale_timesteps",
  "num_channels",
  "num_res_blocks",
  "num_heads",
  "num_heads_upsample",
  "num_head_channels",
  "attention_resolutions",
  "channel_mult",
  "dropout",
  "class_cond",
  "resblock_updown",
  "use_scale_shift_norm",
  "use_new_attention_order",
  "use_fp16",
]);

/** Those of them that a run depends on: their values are named, so that they can be compared with the card. */
export const decisive: ReadonlySet<string> = new Set([
  "image_size",
  "diffusion_steps",
  "noise_schedule",
  "learn_sigma",
  "predict_xstart",
  "rescale_timesteps",
  "class_cond",
]);

/** Entries that are read for the graph; of `data`, the folder of masks. */
export const readEntries: ReadonlySet<string> = new Set([
  "timestep_respacing",
  "schedule_jump_params",
  "clip_denoised",
  "use_ddim",
  "inpa_inj_sched_prev",
  "inpa_inj_sched_prev_cumnoise",
  "cond_y",
  "classifier_scale",
  "classifier_path",
  "model_path",
  "name",
  "data",
]);

/** Masks by the names that the official test sets give them. */
export const maskPresets: Readonly<Record<string, string>> = {
  thin: "narrow",
  thick: "wide",
  ev2li: "every-second-line",
  nn2: "super-resolve",
  ex64: "expand",
  genhalf: "half",
};
