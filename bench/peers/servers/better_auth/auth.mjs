// Better Auth with its plugin for two factors, set up as its documents say: SQLite by Node's own module.
import { hash, verify } from "@node-rs/argon2";
import { betterAuth } from "better-auth";
import { twoFactor } from "better-auth/plugins";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const { PEER_COST, PEER_FOLDER, PEER_PORT = "1" } = process.env;
const COST = { memoryCost: 19456, timeCost: 2, parallelism: 1 };
const argon2id = { hash: (password) => hash(password, COST), verify: ({ hash, password }) => verify(hash, password) };

const database = new DatabaseSync(join(PEER_FOLDER, "db.sqlite"));
database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000");

export const auth = betterAuth({
  baseURL: `http://127.0.0.1:${PEER_PORT}`,
  secret: readFileSync(join(PEER_FOLDER, "key"), "utf8"),
  database,
  emailAndPassword: { enabled: true, ...(PEER_COST === "equal" && { password: argon2id }) },
  plugins: [twoFactor()],
  rateLimit: { enabled: false }, // it counts by source address, which is one here
  telemetry: { enabled: false },
});
