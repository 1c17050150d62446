/** The frame of all that happens before one is signed in: one card, and nothing that distracts. */
import type { ComponentChildren } from "preact";
import { to } from "../routing";
import { state } from "../state";
import { Brand } from "./brand";
import { Footer } from "./footer";
import { Throttling } from "./throttled";

export function Gate({ children }: { children: ComponentChildren }) {
  const { tenant } = state;
  return (
    <div class="gate">
      <header>{tenant && <Brand name={tenant.name} href={to("")} />}</header>
      <main class="card">
        <Throttling>{children}</Throttling>
      </main>
      <Footer />
    </div>
  );
}
