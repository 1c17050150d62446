/** The choice of language, at the end of every page. */
import { set } from "../state";
import { currentLanguage, languages, switchLanguage, t, type Language } from "../texts";

export function Footer() {
  const choose = async (language: Language) => {
    await switchLanguage(language, { keep: true });
    set({});
  };
  return (
    <footer>
      <label class="language select">
        <span class="hidden">{t("language")}</span>
        <select onChange={(event) => choose(event.currentTarget.value as Language)}>
          {languages().map(([language, name]) => (
            <option key={language} value={language} selected={language === currentLanguage()}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </footer>
  );
}
