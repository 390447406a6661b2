/** What moves tags of images that are in a registry, or copies them to another one. */
export const RETAG_COMMANDS =
  /\b(?:docker buildx imagetools create|(?:crane|gcrane) (?:cp|copy|tag)|skopeo copy|regctl (?:image )?copy|docker (?:image )?push)\b/
