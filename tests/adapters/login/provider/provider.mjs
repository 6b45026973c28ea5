// An issuer on loopback by npm's oidc-provider. It is told where the library lies and what it serves, says
// "listening" and its port, and takes orders on its standard input: "rotate" signs with a new key from then on.

import { createServer } from "node:http";
import { generateKeyPairSync } from "node:crypto";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [library, client, secret, callback, back] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(library));

let keys = 0;
function key() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: `key-${(keys += 1)}`, alg: "RS256", use: "sig" };
}

function client_of(id) {
  return {
    client_id: id,
    client_secret: secret,
    redirect_uris: [callback],
    post_logout_redirect_uris: [back],
    grant_types: ["authorization_code"],
    response_types: ["code"],
  };
}

function provider_on(address) {
  const provider = new Provider(address, {
    clients: [client_of(client), client_of("another")],
    jwks: { keys: [key()] },
    cookies: { keys: ["of-the-tests"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    ttl: { IdToken: 120, AccessToken: 120, AuthorizationCode: 60, Grant: 600, Interaction: 600, Session: 600 },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  return provider.callback();
}

let handle;
const server = createServer((request, response) => handle(request, response));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  handle = provider_on(`http://127.0.0.1:${port}`);
  console.log(`listening ${port}`);
  createInterface({ input: process.stdin }).on("line", (order) => {
    if (order === "rotate") handle = provider_on(`http://127.0.0.1:${port}`);
    console.log(`done ${order}`);
  });
});
