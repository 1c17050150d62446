// `accounts.mjs PASSWORD`: reads names and secrets as JSON, and makes an account with an authenticator for each.
import { symmetricEncrypt } from "better-auth/crypto";
import { getMigrations } from "better-auth/db/migration";
import { readFileSync } from "node:fs";
import { auth } from "./auth.mjs";

await (await getMigrations(auth.options)).runMigrations();
const context = await auth.$context;
const password = await context.password.hash(process.argv[2]);
for (const [email, secret] of JSON.parse(readFileSync(0, "utf8"))) {
  const user = await context.internalAdapter.createUser({ email, name: email, emailVerified: true, twoFactorEnabled: true });
  await context.internalAdapter.linkAccount({ userId: user.id, providerId: "credential", accountId: user.id, password });
  const sealed = await symmetricEncrypt({ key: context.secretConfig, data: `base32:${secret}` });
  const data = { userId: user.id, secret: sealed, backupCodes: "", verified: true };
  await context.adapter.create({ model: "twoFactor", data });
}
