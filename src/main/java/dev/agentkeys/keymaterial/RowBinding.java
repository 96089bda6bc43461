package dev.agentkeys.keymaterial;

/** The row that a sealed value belongs to. No two rows have the same associated data. */
sealed interface RowBinding permits Binding, AnswerBinding {

    /** What is authenticated together with the plaintext (AES-GCM). */
    byte[] associatedData();

    /** What is sealed, for the log. */
    String describe();
}
