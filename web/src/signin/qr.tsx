/** The QR code, drawn so that each of its modules is a whole number of pixels: cameras read that at once. */
import { useState } from "preact/hooks";
import { t } from "../texts";

/** Pixels of a module in the service's picture. */
const SCALE = 6;
/** Pixels that a camera at arm's length needs. */
const LEAST = 200;

export function QrCode({ png }: { png: string }) {
  const [size, setSize] = useState<number>();
  const fit = ({ currentTarget: picture }: { currentTarget: HTMLImageElement }) => {
    const modules = picture.naturalWidth / SCALE;
    const room = Math.floor(picture.parentElement!.clientWidth / modules);
    setSize(modules * Math.max(Math.ceil(LEAST / modules), Math.min(SCALE, room)));
  };
  return (
    <div class="qr">
      <img src={png} alt={t("enrolment.qr")} width={size} height={size} onLoad={fit} />
    </div>
  );
}
