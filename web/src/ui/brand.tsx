/** The tenant's name, which is the name of the product one signs in to, beside the mark. */
import { Mark } from "./mark";

export function Brand({ name, href }: { name: string; href: string }) {
  return (
    <a class="brand" href={href}>
      <Mark />
      {name}
    </a>
  );
}
