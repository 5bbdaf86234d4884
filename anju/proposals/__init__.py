"""Political-consultative proposals (政协提案): what was asked, suggestion by suggestion, and the reply to it.

Five words: proposal (提案), proposer (提案者), suggestion (建议), host unit (主办单位), reply (复函).
Owner of the data: the unit to which the proposal was assigned.
"""
