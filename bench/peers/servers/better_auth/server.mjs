// One process, as the documents have it: Node hashes on threads of its own.
import { toNodeHandler } from "better-auth/node";
import { createServer } from "node:http";
import { auth } from "./auth.mjs";

createServer(toNodeHandler(auth)).listen(Number(process.env.PEER_PORT), "127.0.0.1");
