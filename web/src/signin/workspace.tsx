/** Asks for the tenant where neither the address nor the page's own configuration names it. */
import { go } from "../routing";
import { t } from "../texts";
import { Field } from "../ui/fields";
import { Form } from "../ui/form";
import { Page } from "../ui/page";

export function Workspace({ unknown }: { unknown?: string }) {
  return (
    <Page title={t("workspace.title")} lead={unknown ? t("workspace.unknown", { name: unknown }) : t("workspace.lead")}>
      <Form
        submit={t("workspace.submit")}
        check={({ workspace = "" }) => ({ workspace: !slug(workspace) && "workspace.empty" })}
        send={async ({ workspace = "" }) => go(`/${slug(workspace)}`)}
      >
        <Field
          name="workspace"
          label={t("workspace.label")}
          hint={t("workspace.hint")}
          autocomplete="organization"
          autocapitalize="none"
          spellcheck={false}
        />
      </Form>
    </Page>
  );
}

function slug(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
