/** Starts the front end: the language, the tenant of the address, and the first screen. */
import { render } from "preact";
import { App } from "./app";
import { followLinks, go, place } from "./routing";
import { chooseLanguage } from "./texts";

const configured = document.querySelector<HTMLMetaElement>("meta[name=postern-tenant]")?.content;

const root = document.getElementById("root")!;

try {
  await chooseLanguage();
  if (!place().tenant && configured) go(`/${configured}`, { replace: true });
  followLinks();
  render(<App />, root);
} catch {
  // Without the texts there is nothing to choose one from.
  root.textContent = "No connection. Reload the page. / Geen verbinding. Laad de pagina opnieuw.";
}
