/** Starts the front end: the language, the tenant of the address, and the first screen. */
import { render } from "preact";
import { App } from "./app";
import { followLinks, go, place } from "./routing";
import { chooseLanguage } from "./texts";
import { keepFocus } from "./ui/focus";
import { tellTitle } from "./ui/title";
import { Unreachable } from "./ui/unreachable";

const configured = document.querySelector<HTMLMetaElement>("meta[name=postern-tenant]")?.content;

const root = document.getElementById("root")!;

tellTitle();
try {
  await chooseLanguage();
  if (!place().tenant && configured) go(`/${configured}`, { replace: true });
  followLinks();
  keepFocus(root);
  render(<App />, root);
} catch {
  render(<Unreachable />, root);
}
