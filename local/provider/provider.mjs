// The demonstration's identity provider: oidc-provider, which the OpenID Foundation has certified, with two people.
//
// It runs at http://localhost:<port> while the service is at http://127.0.0.1:<port>, so that a browser takes them for two
// sites, as it does where both are deployed. It prints one line of JSON once it listens.

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { SERVICE, PORT = "0", CLIENT_SECRET } = process.env;
const PEOPLE = [
  { sub: "grace", email: "grace@sso.example.com", name: "Grace Hopper" },
  { sub: "linus", email: "linus@sso.example.com", name: "Linus Pauling" },
];
const realNow = Date.now;
const CALLBACK = /^\/v1\/sso\/[a-z0-9-]+\/callback$/;
let ahead = 0;
Date.now = () => realNow() + ahead; // follows the service's clock, which tests move

const page = (body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Demonstration provider</title><style>body{font:1.1rem system-ui;max-width:24rem;margin:4rem auto;padding:0 1rem}
button{font:inherit;display:block;width:100%;padding:.8rem;margin:.6rem 0}</style>${body}</html>`;

function choices(uid, hint) {
  const people = PEOPLE.filter((person) => !hint || person.email === hint);
  const buttons = (people.length ? people : PEOPLE).map(
    ({ sub, name, email }) => `<button name="person" value="${sub}">Sign in as ${name}<br><small>${email}</small></button>`,
  );
  return page(`<h1>Demonstration provider</h1><p>Who are you? There is no password here.</p>
<form method="post" action="/interaction/${uid}">${buttons.join("")}<button name="person" value="">Refuse</button></form>`);
}

async function formOf(request) {
  let body = "";
  for await (const piece of request) body += piece;
  return new URLSearchParams(body);
}

async function follow() {
  const answer = await fetch(`${SERVICE}/_local/clock`).catch(() => null);
  if (answer?.ok) ahead = (await answer.json()).offset_seconds * 1000;
}

/** Everything that a client may have, so that nobody is asked twice. */
async function grant(provider, details, accountId) {
  const found = new provider.Grant({ accountId, clientId: details.params.client_id });
  found.addOIDCScope("openid email profile");
  return found.save();
}

async function interact(provider, request, response) {
  const details = await provider.interactionDetails(request, response);
  if (request.method === "GET") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(choices(details.uid, details.params.login_hint));
    return;
  }
  const accountId = (await formOf(request)).get("person");
  const result = accountId
    ? {
        login: { accountId, amr: ["pwd", "otp", "mfa"] },
        consent: { grantId: await grant(provider, details, accountId) },
      }
    : { error: "access_denied" };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

/** A key of this run alone: a provider that was started again has rotated its key. */
function newKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
}

function build(issuer) {
  return new Provider(issuer, {
    jwks: { keys: [newKey()] },
    clients: [
      {
        client_id: "postern",
        client_secret: CLIENT_SECRET,
        redirect_uris: [`${SERVICE}/v1/sso/demo-sso/callback`],
        require_auth_time: true,
      },
    ],
    claims: { openid: ["sub", "amr", "auth_time"], email: ["email", "email_verified"], profile: ["name"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    async loadExistingGrant(context) {
      const { grantId } = context.oidc.result?.consent ?? {};
      const known = grantId ?? context.oidc.session.grantIdFor(context.oidc.client.clientId);
      return known ? context.oidc.provider.Grant.find(known) : undefined;
    },
    findAccount: (_, id) => {
      const person = PEOPLE.find(({ sub }) => sub === id);
      return person && { accountId: id, claims: () => ({ ...person, email_verified: true }) };
    },
    pkce: { required: () => true },
    ttl: { Session: 86400, Grant: 86400, Interaction: 600, AuthorizationCode: 60, AccessToken: 60, IdToken: 300 },
    cookies: { keys: [CLIENT_SECRET] },
  });
}

const server = createServer();
server.listen(Number(PORT), "127.0.0.1", () => {
  const issuer = `http://localhost:${server.address().port}`;
  const provider = build(issuer);
  // each tenant's redirect address is registered here, so that everybody can try to set single sign-on up
  provider.Client.prototype.redirectUriAllowed = (address) =>
    address.startsWith(SERVICE) && CALLBACK.test(address.slice(SERVICE.length));
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    try {
      await follow();
      await (request.url.startsWith("/interaction/") ? interact(provider, request, response) : answer(request, response));
    } catch {
      response.writeHead(400, { "Content-Type": "text/html; charset=utf-8" });
      response.end(page("<h1>That did not work</h1><p>Begin again at the service.</p>"));
    }
  });
  console.log(JSON.stringify({ issuer }));
});
process.on("SIGTERM", () => process.exit(0));
process.stdin.on("end", () => process.exit(0)).resume(); // whoever started it has ended
