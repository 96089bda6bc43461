package dev.agentkeys.keymaterial;

/** The row that a sealed value belongs to. No two rows have the same associated data. */
sealed interface RowBinding permits Binding, AnswerBinding {

    /** The data that AES-GCM authenticates together with the plaintext. */
    byte[] associatedData();

    /** Describes the sealed value for the log. */
    String describe();
}
