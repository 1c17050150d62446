// `hash_cost.mjs TIMES`: milliseconds of CPU that comparing one password takes.
import { auth } from "./auth.mjs";

const times = Number(process.argv[2]);
const { password } = await auth.$context;
const attempt = { password: "three lemons under an umbrella", hash: await password.hash("correct horse battery staple") };
await password.verify(attempt);
const before = process.cpuUsage();
for (let count = 0; count < times; count++) await password.verify(attempt);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1000 / times);
