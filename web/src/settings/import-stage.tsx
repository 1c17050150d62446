/** What an import has come to, and what can be done next: one of each at a time. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { to } from "../routing";
import { t } from "../texts";
import type { Stage } from "./importing";

interface Props {
  stage: Exclude<Stage, { is: "choosing" }>;
  goOn: (counts: { done: number; of: number }) => void;
  restart: () => void;
  /** The lines that were refused. */
  children: ComponentChildren;
}

export function ImportStage({ stage, goOn, restart, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [stage.is]);
  const next = whatNext(stage);
  return (
    <section class="card stage">
      <h2 ref={heading} tabIndex={-1}>
        {title(stage)}
      </h2>
      {stage.is !== "checked" ? <Progress {...stage} /> : !stage.failed && <Checked {...stage} />}
      {stage.is === "interrupted" && <p>{stage.why}</p>}
      {stage.is === "running" && <p class="notice warning">{t("import.keep_open")}</p>}
      {children}
      {stage.is !== "running" && (
        <div class="buttons">
          {next && (
            <button type="button" class="primary" onClick={() => goOn(next.counts)}>
              {next.text}
            </button>
          )}
          {stage.is === "done" && (
            <a class="button primary" href={to("settings/users")}>
              {t("import.see")}
            </a>
          )}
          <button type="button" class="secondary" onClick={restart}>
            {t("import.another")}
          </button>
        </div>
      )}
    </section>
  );
}

function title(stage: Props["stage"]): string {
  if (stage.is !== "checked") return t(`import.${stage.is}`, { n: stage.of });
  if (stage.failed) return t("import.faulty", { n: stage.failed });
  return t(stage.created ? "import.checked" : "import.nothing");
}

/** The button that begins or goes on, where there is something to do. */
function whatNext(stage: Props["stage"]) {
  if (stage.is === "interrupted") return { text: t("import.go_on"), counts: stage };
  if (stage.is !== "checked" || stage.failed || !stage.created) return undefined;
  return { text: t("import.do", { n: stage.created }), counts: { done: 0, of: stage.created } };
}

function Checked({ created, unchanged }: { created: number; unchanged: number }) {
  return (
    <ul>
      <li>{t("import.created", { n: created })}</li>
      <li>{t("import.unchanged", { n: unchanged })}</li>
    </ul>
  );
}

function Progress({ is, done, of }: { is: string; done: number; of: number }) {
  const text = t("import.progress", { done, n: of });
  return (
    <>
      {is !== "done" && <progress max={of} value={done} aria-label={t("import.bar")} />}
      <p role="status">{is === "done" ? t("import.done_lead") : text}</p>
    </>
  );
}
