/** The choice of language, at the end of every page. */
import { currentLanguage, languages, switchLanguage, t, type Language } from "../texts";

export function Footer() {
  return (
    <footer>
      <label class="language select">
        <span class="hidden">{t("language")}</span>
        <select onChange={(event) => switchLanguage(event.currentTarget.value as Language, { keep: true })}>
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
