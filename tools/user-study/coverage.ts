/** How often the intervals of simulated user studies cover the truth: `node --import tsx tools/user-study/coverage.ts [STUDIES]`. */
import { coverage, WORLDS } from "./voters.ts";

const studies = Number(process.argv[2] ?? 1000);
let isWell = true;
for (const [name, world] of Object.entries(WORLDS)) {
  const share = coverage(world, studies, 1);
  const error = Math.sqrt((0.95 * 0.05) / studies);
  const isIn = share >= 0.93 - (studies < 1000 ? 2 * error : 0) && share <= 0.97 + (studies < 1000 ? 2 * error : 0);
  isWell &&= isIn;
  console.log(
    `${name}: ${world.people} people, ${world.pictures} pictures, ${studies} studies: the interval covers ${(100 * share).toFixed(1)} %${isIn ? "" : ", expected 93 to 97 %"}`,
  );
}
process.exitCode = isWell ? 0 : 1;
